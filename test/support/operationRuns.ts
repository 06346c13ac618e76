import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeExecutionData,
	INodeParameters,
} from 'n8n-workflow';
import { UltravoxIncomingCallTrigger } from '../../nodes/UltravoxIncomingCallTrigger/UltravoxIncomingCallTrigger.node.ts';
import type { ProviderWithNumbers, Sandbox } from '../../sandbox';
import { providers } from '../../sandbox/telephonyConfigs/providers';
import type { StartNode } from './harness/types';
import { toolTriggerStart } from './toolTriggerStart.ts';
import { addCallEvent } from '../../sandbox/callEvents/store';
import {
	PROVIDERS,
	PROVIDERS_WITH_NUMBERS,
	type ProviderCase,
} from '../engine/telephony/providers';

/** Input items, or their JSON where they have no files. */
type Items = Array<INodeExecutionData | IDataObject>;

/** One run of an operation that goes well, as a user would set it up. */
export interface OperationRun {
	resource: string;
	operation: string;
	/** Beside resource and operation; they read the items by expressions. Whatever is left out has its default. */
	parameters: INodeParameters;
	/** Beside the API key. */
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** What the workflow begins with, where that matters. */
	start?: StartNode;
	/** Whether it cannot go well with answers that hold no more than they have to. */
	needsAnswers?: boolean;
	/** Puts the account into the state that the operation needs. @returns the input items */
	prepare(sandbox: Sandbox): Promise<Items> | Items;
}

const given = (name: string): INodeParameters[string] => ({
	__rl: true,
	mode: 'id',
	value: `={{ $json.${name} }}`,
});

const BY_AGENT = { agentId: given('agentId') };
const BY_CALL = { callId: given('callId') };
const BY_KNOWLEDGE_BASE = { knowledgeBaseId: given('knowledgeBaseId') };
const NEW_SOURCE = { ...BY_KNOWLEDGE_BASE, sourceName: '={{ $json.name }}' };
const BY_SOURCE = { ...BY_KNOWLEDGE_BASE, sourceId: given('sourceId') };
const BY_BATCH = { ...BY_AGENT, batchId: given('batchId') };
const DIALLING = { ...BY_AGENT, to: '={{ $json.phone }}', from: '+15559876543' };

const twilioMedium = (to: unknown) => ({ twilio: { outgoing: { to, from: '+15559876543' } } });

function anAgent(sandbox: Sandbox): IDataObject[] {
	const [agentId] = sandbox.state.agents.keys();
	return [{ agentId, name: 'Front Desk', prompt: 'You answer the phone.' }];
}

function aCall({ calls }: Sandbox): IDataObject[] {
	const [{ callId }] = calls.seed(1, {
		body: {
			medium: twilioMedium('+15550000001'),
			metadata: { customer: '4711' },
			recordingEnabled: true,
		},
	});
	calls.say(callId, 'AGENT', 'Hello');
	return [{ callId }];
}

function aCallWithEvents(sandbox: Sandbox): IDataObject[] {
	const [{ callId }] = aCall(sandbox);
	addCallEvent(sandbox.state, String(callId), {
		severity: 'warning',
		type: 'tts.failed',
		text: 'The voice could not be heard.',
		second: 2.5,
	});
	return [{ callId }];
}

function aVoice({ state }: Sandbox): IDataObject[] {
	const [voiceId] = state.voices.keys();
	return [{ voiceId }];
}

/** Calls of today, and the days around it. */
function aDayOfCalls({ calls, clock }: Sandbox): IDataObject[] {
	calls.seed(1);
	const day = (days: number) => new Date(clock.now() + days * 86_400_000).toISOString();
	return [{ from: day(-1), to: day(1) }];
}

function aLiveCall({ calls, state }: Sandbox): IDataObject[] {
	const [{ callId }] = calls.seed(1);
	Object.assign(state.calls.get(callId) ?? {}, {
		joined: null,
		ended: null,
		endReason: null,
		billed: null,
	});
	calls.join(callId);
	return [{ callId, text: 'The order has been shipped' }];
}

function somebodyToCall(sandbox: Sandbox): IDataObject[] {
	sandbox.seedConfig('twilio');
	return anAgent(sandbox).map((item) => ({ ...item, phone: '+15550000001' }));
}

/** A call of an earlier run, which is over: what comes out is what comes out when the waiting is. */
function aCallThatEnded(sandbox: Sandbox): IDataObject[] {
	const [item] = somebodyToCall(sandbox);
	const key = 'reminder-4711';
	sandbox.calls.seed(1, {
		body: { medium: twilioMedium(item.phone), metadata: { n8nDeduplicationKey: key } },
	});
	return [{ ...item, key }];
}

async function aBatch(sandbox: Sandbox): Promise<IDataObject[]> {
	const [{ agentId, phone }] = somebodyToCall(sandbox);
	const day = 86_400_000;
	const answer = await fetch(`${sandbox.url}/api/agents/${String(agentId)}/scheduled_batches`, {
		method: 'POST',
		headers: { 'x-api-key': sandbox.apiKey, 'content-type': 'application/json' },
		body: JSON.stringify({
			windowStart: new Date(sandbox.clock.now() + day).toISOString(),
			calls: [{ medium: twilioMedium(phone), metadata: { n8nRowId: 'first' } }],
		}),
	});
	const { batchId } = (await answer.json()) as { batchId: string };
	const windowEnd = new Date(sandbox.clock.now() + 2 * day).toISOString();
	return [{ agentId, batchId, windowEnd }];
}

async function aBatchThatRan(sandbox: Sandbox): Promise<IDataObject[]> {
	const items = await aBatch(sandbox);
	await sandbox.clock.advance(90_000);
	return items;
}

async function post(sandbox: Sandbox, path: string, body: IDataObject): Promise<IDataObject> {
	const answer = await fetch(sandbox.url + path, {
		method: 'POST',
		headers: { 'x-api-key': sandbox.apiKey, 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	return (await answer.json()) as IDataObject;
}

/** A knowledge base with a source that is ready. */
export async function aKnowledgeBase(sandbox: Sandbox): Promise<IDataObject[]> {
	const { corpusId } = await post(sandbox, '/api/corpora', { name: 'Shop', description: 'FAQ' });
	const { sourceId } = await post(sandbox, `/api/corpora/${String(corpusId)}/sources`, {
		name: 'Site',
		description: 'Questions',
		crawl: { startUrls: ['https://example.com/faq'] },
	});
	await sandbox.clock.advance(60);
	return [{ knowledgeBaseId: corpusId, sourceId, name: 'Manual', question: 'What stands there?' }];
}

const aFile = {
	data: Buffer.from('Open from nine to five.').toString('base64'),
	mimeType: 'text/plain',
	fileName: 'hours.txt',
};

async function aFileToAdd(sandbox: Sandbox): Promise<INodeExecutionData[]> {
	const [json] = await aKnowledgeBase(sandbox);
	return [{ json, binary: { data: aFile } }];
}

type Runs = Record<string, Omit<OperationRun, 'resource' | 'operation'>>;

const ofResource = (resource: string, runs: Runs): OperationRun[] =>
	Object.entries(runs).map(([operation, run]) => ({ resource, operation, ...run }));

function telephonyConfig({ id, resource, account, credentialType }: ProviderCase): OperationRun[] {
	// No mapping: the node compares the stored one with what it sent, and a schema's answers have names of their own in it.
	const settings = { agentAccess: 'all' };
	const credentials = { [credentialType]: account };
	const write = { accountSource: 'credential' };
	const stored = (sandbox: Sandbox) => {
		sandbox.seedConfig(id);
		return [{}];
	};
	const created = { credentials, parameters: { ...write, ...settings } };
	return ofResource(resource, {
		create: { ...created, prepare: () => [{}] },
		upsert: { ...created, prepare: stored },
		delete: { parameters: {}, prepare: stored },
		get: { parameters: {}, prepare: stored },
		update: { credentials, parameters: { ...write, ...settings }, prepare: stored },
	});
}

const AGENT = { ...BY_AGENT, name: '={{ $json.name }}', systemPrompt: '={{ $json.prompt }}' };

const BY_VOICE = { voiceId: given('voiceId') };
const BY_TOOL = { toolId: given('toolId') };
const TOOL = {
	name: '={{ $json.name }}',
	description: '={{ $json.description }}',
	baseUrlPattern: 'https://orders.example.com/orders',
	toolParameters: {
		values: [{ name: 'orderNumber', type: 'string', description: 'Six digits', required: true }],
	},
	additionalFields: { responseText: 'Just a moment.' },
};

function aTool({ tools }: Sandbox): IDataObject[] {
	const dynamicParameters = [
		{
			name: 'orderNumber',
			location: 'PARAMETER_LOCATION_BODY',
			schema: { type: 'string', description: 'Six digits' },
		},
	];
	const staticResponse = { responseText: 'Just a moment.' };
	const { toolId } = tools.seed({
		name: 'lookUpOrder',
		definition: { dynamicParameters, staticResponse },
	});
	return [{ toolId, name: 'Look up an order', description: 'Looks an order up' }];
}

function aUsedTool(sandbox: Sandbox): IDataObject[] {
	const [{ callId }] = aCall(sandbox);
	const [item] = aTool(sandbox);
	sandbox.state.toolUses.push({
		toolId: String(item.toolId),
		callId: String(callId),
		failed: true,
	});
	return [item];
}

const AT_NUMBER = { phoneNumber: given('phone') };

/** An agent, and numbers of the account: one that points at the agent, at Twilio also one with an application, and one with a trunk. */
function someNumbers(sandbox: Sandbox, id: ProviderWithNumbers) {
	const { phoneNumbers, state } = sandbox;
	const [{ agentId }] = anAgent(sandbox);
	sandbox.seedConfig(id, { ...state.phoneProviders[id].account });
	const url = `${sandbox.url}/api/agents/${String(agentId)}/telephony_xml`;
	const application = phoneNumbers.seedApplication(id);
	if (id !== 'twilio') {
		const [own, link] = {
			telnyx: ['voice_url', { connection_id: application.id }] as const,
			plivo: ['answer_url', { application: application.resource_uri }] as const,
		}[id];
		application[own] = url;
		return { agentId, numbers: [phoneNumbers.seed(id, link)] };
	}
	const numbers = [
		{ voice_url: url, voice_fallback_url: url },
		{ voice_application_sid: application.sid },
		{ trunk_sid: `TK${'a'.repeat(32)}` },
	].map((fields) => phoneNumbers.seed(id, fields));
	return { agentId, numbers };
}

/** Items for some of these numbers. @param from index of the first, as `to` of the one after the last */
const numbersOf =
	(id: ProviderWithNumbers, from: number, to: number) =>
	(sandbox: Sandbox): IDataObject[] => {
		const { agentId, numbers } = someNumbers(sandbox, id);
		return numbers.slice(from, to).map((one) => ({
			agentId,
			phone: String(one.phone_number ?? `+${String(one.number)}`),
		}));
	};

function phoneNumberRuns({
	id,
	credentialType,
}: (typeof PROVIDERS_WITH_NUMBERS)[number]): OperationRun[] {
	const credentials = { [credentialType]: providers[id].seeded };
	const run = { credentials, prepare: numbersOf(id, 0, 1) };
	const connect = { provider: id, ...BY_AGENT, ...AT_NUMBER };
	const taken = {
		credentials,
		prepare: numbersOf(id, 1, 3),
		parameters: { ...connect, options: { takeOff: true } },
	};
	const restored = {
		credentials,
		prepare: (sandbox: Sandbox) =>
			numbersOf(
				id,
				0,
				1,
			)(sandbox).map(({ phone }) => ({
				phone,
				before: {
					phoneNumber: phone,
					voiceUrl: 'https://example.com/earlier',
					connectedTo: String(sandbox.state.phoneProviders.twilio.numbers[0].voice_url),
				},
			})),
		parameters: { provider: id, ...AT_NUMBER, restore: '={{ $json.before }}' },
	};
	return [
		...ofResource('phoneNumber', {
			getAll: { ...run, parameters: { provider: id } },
			connect: { ...run, parameters: connect },
			disconnect: { ...run, parameters: { provider: id, ...AT_NUMBER } },
		}),
		...(id === 'twilio' ? ofResource('phoneNumber', { connect: taken, disconnect: restored }) : []),
	];
}

/** Until when a trigger waits that was asked just now. */
const inAMinute = () => new Date(Date.now() + 60_000).toISOString();

/** A call that waits, as the trigger gives it. */
export const anIncomingCall = (provider: ProviderWithNumbers = 'twilio'): IDataObject => ({
	from: '+15550000001',
	to: '+15559876543',
	direction: 'incoming',
	city: 'SEATTLE',
	country: 'US',
	provider,
	providerCallId: 'CA0123456789abcdef0123456789abcdef',
	answerBy: inAMinute(),
	request: { CallSid: 'CA0123456789abcdef0123456789abcdef' },
});

/** The trigger that such a call has started. */
export const ON_INCOMING_CALL: StartNode = {
	node: UltravoxIncomingCallTrigger,
	parameters: {
		defaultAgentId: { __rl: true, mode: 'id', value: '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413' },
	},
};

const deciding = (parameters: INodeParameters) => ({
	parameters,
	start: ON_INCOMING_CALL,
	prepare: () => [anIncomingCall()],
});

/**
 * One run of every operation: each is named by a test if it is missing here. From these `npm run schemas` makes the
 * output schemas; what comes out with another choice than the default one is another operation's business.
 */
export const OPERATION_RUNS: OperationRun[] = [
	...PROVIDERS.flatMap(telephonyConfig),
	...PROVIDERS_WITH_NUMBERS.flatMap(phoneNumberRuns),
	...ofResource('incomingCall', {
		answer: {
			...deciding(BY_AGENT),
			needsAnswers: true,
			prepare: (sandbox) => anAgent(sandbox).map((item) => ({ ...anIncomingCall(), ...item })),
		},
		forward: deciding({ to: '+15550000002' }),
		reject: deciding({ reason: 'message', text: 'We are open from nine to five.' }),
	}),
	...ofResource('agent', {
		create: { parameters: AGENT, prepare: anAgent },
		delete: { parameters: BY_AGENT, prepare: anAgent },
		get: { parameters: BY_AGENT, prepare: anAgent },
		getAll: { parameters: {}, prepare: anAgent },
		update: { parameters: AGENT, prepare: anAgent },
	}),
	...ofResource('call', {
		create: { parameters: DIALLING, prepare: somebodyToCall },
		createAndWait: {
			parameters: {
				...DIALLING,
				includeTranscript: true,
				additionalFields: { deduplicationKey: '={{ $json.key }}' },
			},
			prepare: aCallThatEnded,
		},
		delete: { parameters: BY_CALL, prepare: aCall },
		get: { parameters: BY_CALL, prepare: aCall },
		getAll: { parameters: {}, prepare: aCall },
		getEvents: { parameters: BY_CALL, prepare: aCallWithEvents },
		getMessages: { parameters: BY_CALL, prepare: aCall },
		getRecording: { parameters: BY_CALL, prepare: aCall },
		sendMessage: { parameters: { ...BY_CALL, text: '={{ $json.text }}' }, prepare: aLiveCall },
	}),
	...ofResource('callBatch', {
		create: { parameters: DIALLING, prepare: somebodyToCall },
		delete: { parameters: BY_BATCH, prepare: aBatch },
		get: { parameters: BY_BATCH, prepare: aBatch },
		getAll: { parameters: BY_AGENT, prepare: aBatch },
		getCalls: { parameters: BY_BATCH, prepare: aBatchThatRan },
		update: {
			parameters: { ...BY_BATCH, updateFields: { windowEnd: '={{ $json.windowEnd }}' } },
			prepare: aBatch,
		},
	}),
	...ofResource('tool', {
		create: { parameters: TOOL, prepare: aTool },
		delete: { parameters: BY_TOOL, prepare: aTool },
		get: { parameters: BY_TOOL, prepare: aTool },
		getAll: { parameters: { filters: { ownership: 'private' } }, prepare: aTool },
		getCalls: { parameters: BY_TOOL, prepare: aUsedTool },
		respond: {
			parameters: { text: '={{ $json.text }}' },
			start: toolTriggerStart,
			prepare: () => [{ text: 'The order has been shipped', answerBy: inAMinute() }],
		},
		update: { parameters: { ...BY_TOOL, name: '={{ $json.name }}' }, prepare: aTool },
	}),
	...ofResource('voice', {
		get: { parameters: BY_VOICE, prepare: aVoice },
		getAll: { parameters: {}, prepare: aVoice },
		getPreview: { parameters: BY_VOICE, prepare: aVoice },
	}),
	...ofResource('account', {
		getUsage: {
			parameters: { period: 'range', fromDate: '={{ $json.from }}', toDate: '={{ $json.to }}' },
			prepare: aDayOfCalls,
		},
	}),
	...ofResource('knowledgeBase', {
		addFile: { parameters: NEW_SOURCE, prepare: aFileToAdd },
		addWebPages: {
			parameters: { ...NEW_SOURCE, urls: 'https://example.com' },
			prepare: aKnowledgeBase,
		},
		create: {
			parameters: { name: '={{ $json.name }}', additionalFields: { description: 'FAQ' } },
			prepare: () => [{ name: 'Shop' }],
		},
		delete: { parameters: BY_KNOWLEDGE_BASE, prepare: aKnowledgeBase },
		deleteSource: { parameters: BY_SOURCE, prepare: aKnowledgeBase },
		get: { parameters: BY_KNOWLEDGE_BASE, prepare: aKnowledgeBase },
		getAll: { parameters: {}, prepare: aKnowledgeBase },
		getSources: { parameters: BY_KNOWLEDGE_BASE, prepare: aKnowledgeBase },
		query: {
			parameters: { ...BY_KNOWLEDGE_BASE, query: '={{ $json.question }}' },
			prepare: aKnowledgeBase,
		},
		refreshSource: { parameters: BY_SOURCE, prepare: aKnowledgeBase },
		update: {
			parameters: { ...BY_KNOWLEDGE_BASE, updateFields: { name: '={{ $json.name }}' } },
			prepare: aKnowledgeBase,
		},
	}),
];
