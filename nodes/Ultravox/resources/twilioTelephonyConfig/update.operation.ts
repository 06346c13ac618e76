import { updateConfig } from '../../shared/telephony/update';
import { twilio } from './provider';

export const updateTwilioConfig = {
	name: 'Update',
	value: 'update',
	action: 'Update Twilio telephony config',
	description: 'Change the account, the allowed agents or the request context mapping',
	...updateConfig(twilio),
};
