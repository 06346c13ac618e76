import type { Provider } from '../telephonyConfigs/providers';

/** The providers whose numbers and incoming calls the sandbox has. Of others it has the configurations alone. */
export const PROVIDERS_WITH_NUMBERS = [
	'twilio',
	'telnyx',
	'plivo',
] as const satisfies readonly Provider[];

export type ProviderWithNumbers = (typeof PROVIDERS_WITH_NUMBERS)[number];

export const hasNumbers = (provider: Provider): provider is ProviderWithNumbers =>
	(PROVIDERS_WITH_NUMBERS as readonly Provider[]).includes(provider);
