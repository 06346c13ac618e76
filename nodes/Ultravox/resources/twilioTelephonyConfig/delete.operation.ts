import { deleteConfig } from '../../shared/telephony/delete';
import { twilio } from './provider';

export const deleteTwilioConfig = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete Twilio telephony config',
	description: 'Remove the Twilio account from Ultravox; its calls are no longer answered',
	...deleteConfig(twilio),
};
