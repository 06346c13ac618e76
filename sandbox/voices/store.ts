import type { SandboxState } from '../state';
import { nextSeq } from '../state';

declare module '../state' {
	interface SandboxState {
		/** By ID, oldest first. */
		voices: Map<string, StoredVoice>;
	}
}

export const PROVIDERS = ['lmnt', 'cartesia', 'google', 'respeecher', 'eleven_labs', 'inworld'];

export interface StoredVoice {
	seq: number;
	voiceId: string;
	name: string;
	description: string | null;
	primaryLanguage: string | null;
	languageLabel: string | null;
	ownership: 'private' | 'public';
	billingStyle: 'VOICE_BILLING_STYLE_INCLUDED' | 'VOICE_BILLING_STYLE_EXTERNAL';
	/** One of PROVIDERS. */
	provider: string | null;
}

/** The voices of an account at the start: three that Ultravox brings along, and two of its own. */
const VOICES: Array<Omit<StoredVoice, 'seq'>> = [
	{
		voiceId: '91fa9bcf-93c8-467c-8b29-973720e3f167',
		name: 'Mark',
		description: 'A calm voice',
		primaryLanguage: 'en-US',
		languageLabel: 'English (United States)',
		ownership: 'public',
		billingStyle: 'VOICE_BILLING_STYLE_INCLUDED',
		provider: 'cartesia',
	},
	{
		voiceId: 'aa601962-1cbd-4bbd-9d96-3c7a93c3414a',
		name: 'Jessica',
		description: null,
		primaryLanguage: 'en-GB',
		languageLabel: 'English (United Kingdom)',
		ownership: 'public',
		billingStyle: 'VOICE_BILLING_STYLE_INCLUDED',
		provider: 'eleven_labs',
	},
	{
		voiceId: '18ce9a3c-6a4e-4e5f-9b0b-2a3d3e3b9f10',
		name: 'Tanya',
		description: null,
		primaryLanguage: 'pt-BR',
		languageLabel: 'Portuguese (Brazil)',
		ownership: 'public',
		billingStyle: 'VOICE_BILLING_STYLE_INCLUDED',
		provider: 'google',
	},
	{
		voiceId: '5c2d8f7a-0b1e-4a93-8d64-e7f1c2b3a495',
		name: 'Our Anna',
		description: 'Recorded by Anna',
		primaryLanguage: 'de-DE',
		languageLabel: 'German (Germany)',
		ownership: 'private',
		billingStyle: 'VOICE_BILLING_STYLE_INCLUDED',
		provider: 'cartesia',
	},
	{
		voiceId: 'e0b9a6d4-52c7-4f18-93ab-6d7c8e9f0a12',
		name: 'Our Paulo',
		description: null,
		primaryLanguage: 'pt-PT',
		languageLabel: 'Portuguese (Portugal)',
		ownership: 'private',
		billingStyle: 'VOICE_BILLING_STYLE_EXTERNAL',
		provider: 'eleven_labs',
	},
];

export function clearVoices(state: SandboxState): void {
	state.voices = new Map();
	for (const voice of VOICES) state.voices.set(voice.voiceId, { seq: nextSeq(state), ...voice });
}

/** The voice with this ID or name. */
export function findVoice(state: SandboxState, idOrName: string): StoredVoice | undefined {
	return (
		state.voices.get(idOrName.toLowerCase()) ??
		[...state.voices.values()].find(({ name }) => name === idOrName)
	);
}
