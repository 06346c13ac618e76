import { createConfig } from '../../shared/telephony/create';
import { twilio } from './provider';

export const createTwilioConfig = {
	name: 'Create',
	value: 'create',
	action: 'Create Twilio telephony config',
	description: 'Set up the Twilio account and its agents for the first time',
	...createConfig(twilio),
};
