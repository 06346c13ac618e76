import type { ProviderWithNumbers } from '../phoneNumbers/providers';

/** How long a provider waits for instructions, and how often it asks an address that does not answer. */
export const LIMITS: Record<ProviderWithNumbers, { milliseconds: number; tries: number }> = {
	// https://www.twilio.com/docs/api/errors/11205
	twilio: { milliseconds: 15_000, tries: 1 },
	// Not documented for TeXML; no longer than the shortest of the others.
	telnyx: { milliseconds: 15_000, tries: 1 },
	// https://docs.plivo.com/docs/voice/concepts/callback-configurations
	plivo: { milliseconds: 40_000, tries: 2 },
};
