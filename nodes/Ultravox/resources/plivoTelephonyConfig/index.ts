import { telephonyResource } from '../../../telephony/resource';
import { createPlivoConfig } from './create.operation';
import { deletePlivoConfig } from './delete.operation';
import { getPlivoConfig } from './get.operation';
import { plivo } from '../../../telephony/providers/plivo';
import { updatePlivoConfig } from './update.operation';
import { upsertPlivoConfig } from './upsert.operation';

/** The configuration for Plivo: its operations, in menu order. */
export const plivoTelephonyConfig = telephonyResource(plivo, [
	createPlivoConfig,
	upsertPlivoConfig,
	deletePlivoConfig,
	getPlivoConfig,
	updatePlivoConfig,
]);
