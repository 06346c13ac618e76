import { telephonyResource } from '../../shared/telephony/resource';
import { createTelnyxConfig } from './create.operation';
import { deleteTelnyxConfig } from './delete.operation';
import { getTelnyxConfig } from './get.operation';
import { telnyx } from './provider';
import { updateTelnyxConfig } from './update.operation';
import { upsertTelnyxConfig } from './upsert.operation';

/** The configuration for Telnyx: its operations, in menu order. */
export const telnyxTelephonyConfig = telephonyResource(telnyx, [
	createTelnyxConfig,
	upsertTelnyxConfig,
	deleteTelnyxConfig,
	getTelnyxConfig,
	updateTelnyxConfig,
]);
