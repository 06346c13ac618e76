import type { JsonObject } from '../state';
import type { StoredTool } from './store';

const CREATED = '2024-06-01T00:00:00.000Z';

const dynamic = (name: string, type: string, description: string, required = true): JsonObject => ({
	name,
	location: 'PARAMETER_LOCATION_BODY',
	schema: { type, description },
	...(required ? { required } : {}),
});
const fixed = (name: string, value: unknown): JsonObject => ({
	name,
	location: 'PARAMETER_LOCATION_BODY',
	value,
});

function tool(
	name: string,
	toolId: string,
	description: string,
	parameters: { dynamic?: JsonObject[]; fixed?: JsonObject[]; overridden?: string[] },
): Omit<StoredTool, 'seq'> {
	const path = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
	const { dynamic: filled, fixed: constant, overridden } = parameters;
	return {
		toolId,
		name,
		created: CREATED,
		ownership: 'public',
		definition: {
			modelToolName: name,
			description,
			...(filled ? { dynamicParameters: filled } : {}),
			...(constant ? { staticParameters: constant } : {}),
			...(overridden ? { requirements: { requiredParameterOverrides: overridden } } : {}),
			http: {
				baseUrlPattern: `https://api.ultravox.ai/api/tool_impl/${path}`,
				httpMethod: 'POST',
			},
		},
	};
}

/** The tools that Ultravox brings along for every account. */
export const BUILT_IN: Array<Omit<StoredTool, 'seq'>> = [
	tool(
		'hangUp',
		'56294126-5a7d-4948-b67d-3b7e13d55ea7',
		'A tool that ends the current call once completed',
		{
			dynamic: [dynamic('reason', 'string', 'Why the call ends', false)],
			fixed: [fixed('strict', true)],
		},
	),
	tool('leaveVoicemail', '8721c74d-af3f-4dfa-a736-3bc170ef917c', 'Leaves a message and hangs up', {
		dynamic: [dynamic('message', 'string', 'The message')],
		fixed: [fixed('strict', true), fixed('result', '[Leaving voicemail...]')],
	}),
	tool('playDtmfSounds', '3e9489b1-25de-4032-bb3d-f7b84765ec93', 'Presses keys of the phone', {
		dynamic: [dynamic('digits', 'string', 'The keys: 0-9, *, #, A-D')],
		fixed: [fixed('toneDuration', '0.2s'), fixed('spaceDuration', '0.1s')],
	}),
	tool('queryCorpus', '84a31bac-5c1b-41c3-9058-f81acb7ffaa7', 'Looks something up', {
		dynamic: [
			dynamic('corpus_id', 'string', 'The corpus'),
			dynamic('query', 'string', 'What to look for'),
			dynamic('max_results', 'integer', 'How many results', false),
		],
		fixed: [fixed('minimum_score', 0)],
		overridden: ['corpus_id'],
	}),
	tool('coldTransfer', '2fff509d-273f-414e-91ff-aa933435a545', 'Hands the call to a person', {
		dynamic: [dynamic('target', 'string', 'Whom to call')],
		fixed: ['extraHeaders', 'holdMusicUrl', 'sipVerb', 'from', 'username', 'password'].map((name) =>
			fixed(name, null),
		),
		overridden: ['target'],
	}),
	tool(
		'warmTransfer',
		'b41d2d4f-2c1e-4f0e-9c6e-5d0a6f1e7c92',
		'Introduces the caller to a person',
		{
			dynamic: [dynamic('target', 'string', 'Whom to call')],
			fixed: [
				'from',
				'username',
				'password',
				'inviteHeaders',
				'holdMusicUrl',
				'transferSystemPromptTemplate',
				'transferType',
				'referHeaders',
			].map((name) => fixed(name, null)),
			overridden: ['target'],
		},
	),
];
