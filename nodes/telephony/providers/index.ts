import type { TelephonyProvider } from '../provider';
import { plivo } from './plivo';
import { telnyx } from './telnyx';
import { twilio } from './twilio';

/** Every provider that Ultravox can be configured for, in menu order. */
export const providers: readonly TelephonyProvider[] = [twilio, telnyx, plivo];
