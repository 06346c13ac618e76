import { getConfig } from '../../shared/telephony/get';
import { twilio } from './provider';

export const getTwilioConfig = {
	name: 'Get',
	value: 'get',
	action: 'Get Twilio telephony config',
	description: 'Read the stored configuration',
	...getConfig(twilio),
};
