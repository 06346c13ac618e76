import type { NumberProvider } from '../provider';
import { plivo } from './plivo';
import { telnyx } from './telnyx';
import { twilio } from './twilio';

/** Every provider whose numbers can be read, in menu order. */
export const numberProviders: readonly NumberProvider[] = [twilio, telnyx, plivo];
