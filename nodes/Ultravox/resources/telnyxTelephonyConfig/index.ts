import { telephonyResource } from '../../../telephony/resource';
import { createTelnyxConfig } from './create.operation';
import { deleteTelnyxConfig } from './delete.operation';
import { getTelnyxConfig } from './get.operation';
import { telnyx } from '../../../telephony/providers/telnyx';
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
