import { telephonyResource } from '../../../telephony/resource';
import { createTwilioConfig } from './create.operation';
import { deleteTwilioConfig } from './delete.operation';
import { getTwilioConfig } from './get.operation';
import { twilio } from '../../../telephony/providers/twilio';
import { updateTwilioConfig } from './update.operation';
import { upsertTwilioConfig } from './upsert.operation';

/** The configuration for Twilio: its operations, in menu order. */
export const twilioTelephonyConfig = telephonyResource(twilio, [
	createTwilioConfig,
	upsertTwilioConfig,
	deleteTwilioConfig,
	getTwilioConfig,
	updateTwilioConfig,
]);
