import type { IncomingProvider } from '../provider';
import { plivo } from './plivo';
import { telnyx } from './telnyx';
import { twilio } from './twilio';

/** Every provider whose calls can start a workflow, in menu order. */
export const incomingProviders: readonly IncomingProvider[] = [twilio, telnyx, plivo];

/** @param id such as `twilio` */
export function incomingProvider(id: unknown): IncomingProvider | undefined {
	return incomingProviders.find(({ provider }) => provider.id === id);
}
