import { upsertConfig } from '../../shared/telephony/upsert';
import { twilio } from './provider';

export const upsertTwilioConfig = {
	name: 'Create or Update',
	value: 'upsert',
	action: 'Create or update Twilio telephony config',
	description: 'Create a new record, or update the current one if it already exists (upsert)',
	...upsertConfig(twilio),
};
