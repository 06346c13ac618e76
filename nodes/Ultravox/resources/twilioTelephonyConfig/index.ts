import type { Resource } from '../../shared/types';
import { telephonyResource } from '../../shared/telephony/resource';
import { createTwilioConfig } from './create.operation';
import { deleteTwilioConfig } from './delete.operation';
import { getTwilioConfig } from './get.operation';
import { twilio } from './provider';
import { updateTwilioConfig } from './update.operation';
import { upsertTwilioConfig } from './upsert.operation';

export const twilioTelephonyConfig: Resource = telephonyResource(twilio, {
	name: 'Twilio Telephony Config',
	description: 'How Ultravox answers the calls of a Twilio account',
	operations: [
		createTwilioConfig,
		upsertTwilioConfig,
		deleteTwilioConfig,
		getTwilioConfig,
		updateTwilioConfig,
	],
});
