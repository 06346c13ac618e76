import type { JsonObject, SandboxState } from '../state';
import { nextSeq } from '../state';
import { providers } from '../telephonyConfigs/providers';
import { PROVIDERS_WITH_NUMBERS, type ProviderWithNumbers } from './providers';

declare module '../state' {
	interface SandboxState {
		phoneProviders: Record<ProviderWithNumbers, ProviderState>;
	}
}

/** What an account at a provider has. */
export interface ProviderState {
	/** What is accepted: those of `seedConfig`, so that a credential made of them works on both sides. */
	account: Record<string, string>;
	/** Under the provider's own names, in the order of creation. */
	numbers: JsonObject[];
	/** Twilio's applications, Telnyx's TeXML applications, Plivo's XML applications. */
	applications: JsonObject[];
}

/** A SID of Twilio's that depends on `seq` alone. */
const sid = (letters: string, seq: number) => letters + seq.toString(16).padStart(32, '0');

const hundred = (seq: number) => String(seq).padStart(4, '0');

const numberOf: Record<
	ProviderWithNumbers,
	(seq: number, account: Record<string, string>) => JsonObject
> = {
	twilio: (seq, { accountSid }) => ({
		sid: sid('PN', seq),
		account_sid: accountSid,
		phone_number: `+1555010${hundred(seq)}`,
		friendly_name: `(555) 010-${hundred(seq)}`,
		voice_url: '',
		voice_method: 'POST',
		voice_fallback_url: '',
		voice_fallback_method: 'POST',
		voice_application_sid: null,
		trunk_sid: null,
		capabilities: { voice: true, sms: true, mms: false, fax: false },
	}),
	telnyx: (seq) => ({
		id: String(1_293_384_261_075_000_000n + BigInt(seq)),
		record_type: 'phone_number',
		phone_number: `+1555020${hundred(seq)}`,
		status: 'active',
		connection_id: null,
		connection_name: null,
		tags: [],
	}),
	plivo: (seq, { authId }) => ({
		number: `1555030${hundred(seq)}`,
		alias: null,
		application: null,
		number_type: 'local',
		voice_enabled: true,
		resource_uri: `/v1/Account/${authId}/Number/1555030${hundred(seq)}/`,
	}),
};

const applicationOf: Record<
	ProviderWithNumbers,
	(seq: number, account: Record<string, string>) => JsonObject
> = {
	twilio: (seq, { accountSid }) => ({
		sid: sid('AP', seq),
		account_sid: accountSid,
		friendly_name: `Application ${seq}`,
		voice_url: 'https://example.com/application',
		voice_method: 'POST',
	}),
	telnyx: (seq) => ({
		id: String(2_300_000_000_000_000_000n + BigInt(seq)),
		record_type: 'texml_application',
		friendly_name: `Application ${seq}`,
		voice_url: 'https://example.com/application',
		voice_method: 'get',
	}),
	plivo: (seq, { authId }) => ({
		app_id: String(20_468_599_130_000_000n + BigInt(seq)),
		app_name: `Application ${seq}`,
		answer_url: 'https://example.com/application',
		answer_method: 'GET',
		resource_uri: `/v1/Account/${authId}/Application/${20_468_599_130_000_000n + BigInt(seq)}/`,
	}),
};

export function clearPhoneProviders(state: SandboxState): void {
	const empty = PROVIDERS_WITH_NUMBERS.map((provider) => [
		provider,
		{ account: { ...providers[provider].seeded }, numbers: [], applications: [] },
	]);
	state.phoneProviders = Object.fromEntries(empty) as SandboxState['phoneProviders'];
}

/** What tests put into an account at a provider. */
export interface PhoneNumberControls {
	/** Where the providers' APIs listen, e.g. http://127.0.0.1:40125. They answer for each provider's own host name. */
	url: string;
	/** Adds a number. @param fields under the provider's names; what is left out is filled in */
	seed(provider: ProviderWithNumbers, fields?: JsonObject): JsonObject;
	/** Adds an application, as `seed` does a number. */
	seedApplication(provider: ProviderWithNumbers, fields?: JsonObject): JsonObject;
	/** Adds a number whose calls go to an address, by POST. @returns it, as +15551234567 */
	seedAt(provider: ProviderWithNumbers, url: string, fallback?: string): string;
}

export function createPhoneNumberControls(state: SandboxState, url: string): PhoneNumberControls {
	const seed: PhoneNumberControls['seed'] = (provider, fields = {}) => {
		const { numbers, account } = state.phoneProviders[provider];
		const number = { ...numberOf[provider](nextSeq(state), account), ...fields };
		numbers.push(number);
		return number;
	};
	const seedApplication: PhoneNumberControls['seedApplication'] = (provider, fields = {}) => {
		const { applications, account } = state.phoneProviders[provider];
		const application = { ...applicationOf[provider](nextSeq(state), account), ...fields };
		applications.push(application);
		return application;
	};
	const seedAt: PhoneNumberControls['seedAt'] = (provider, url, fallback) => {
		const voice = { voice_url: url, ...(fallback ? { voice_fallback_url: fallback } : {}) };
		switch (provider) {
			case 'twilio':
				return String(seed('twilio', voice).phone_number);
			case 'telnyx': {
				const { id } = seedApplication('telnyx', { ...voice, voice_method: 'post' });
				return String(seed('telnyx', { connection_id: id }).phone_number);
			}
			case 'plivo': {
				const answer = { answer_url: url, answer_method: 'POST' };
				const more = fallback ? { fallback_answer_url: fallback } : {};
				const { resource_uri: application } = seedApplication('plivo', { ...answer, ...more });
				return `+${String(seed('plivo', { application }).number)}`;
			}
		}
	};
	return { url, seed, seedApplication, seedAt };
}
