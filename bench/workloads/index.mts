/** Every workload, in the order of the report. */
import type { Workload } from '../lib/types.mts';
import { deliveries } from './deliveries.mts';
import { loading } from './loading.mts';
import { outgoing } from './outgoing.mts';
import { reads } from './reads.mts';
import { roundTrips } from './roundTrips.mts';
import { toolUses } from './toolUses.mts';
import { updates } from './updates.mts';

export const workloads: Workload[] = [
	...updates,
	...reads,
	...outgoing,
	...loading,
	...deliveries,
	...toolUses,
	...roundTrips,
];
