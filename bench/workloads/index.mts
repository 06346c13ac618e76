/** Every work, in the order of the report. */
import type { Work } from '../lib/types.mts';
import { deliveries } from './deliveries.mts';
import { loading } from './loading.mts';
import { outgoing } from './outgoing.mts';
import { reads } from './reads.mts';
import { updates } from './updates.mts';

export const works: Work[] = [...updates, ...reads, ...outgoing, ...loading, ...deliveries];
