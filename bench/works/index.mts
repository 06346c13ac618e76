/** Every work, in the order of the report. */
import type { Work } from '../lib/types.mts';
import { updates } from './updates.mts';

export const works: Work[] = [...updates];
