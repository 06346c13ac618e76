import type { JsonObject, SandboxState } from '../state';
import { PROVIDERS, providers, type Provider } from './providers';
import { SETTINGS, type ConfigSettings } from './schema';

declare module '../state' {
	interface SandboxState {
		configs: Record<Provider, StoredConfig | null>;
	}
}

/** A configuration as stored: the provider's account fields with their secrets, and the settings. */
export type StoredConfig = JsonObject & ConfigSettings;

/** What a configuration has beside the account when nothing else is said. */
export const blankConfig = (): StoredConfig =>
	structuredClone(
		Object.fromEntries(Object.entries(SETTINGS).map(([name, { initially }]) => [name, initially])),
	) as StoredConfig;

export function clearConfigs(state: SandboxState): void {
	const none = PROVIDERS.map((provider) => [provider, null]);
	state.configs = Object.fromEntries(none) as SandboxState['configs'];
}

/** Stores a configuration without any check; fields that `partial` leaves out get a value. */
export function seedConfig(
	state: SandboxState,
	provider: Provider,
	partial: Record<string, unknown> = {},
): void {
	state.configs[provider] = { ...providers[provider].seeded, ...blankConfig(), ...partial };
}
