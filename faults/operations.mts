import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeExecutionData,
	INodeParameters,
} from 'n8n-workflow';

import type { ProviderWithNumbers, Sandbox, SandboxState } from '../sandbox';
import { addCallEvent } from '../sandbox/callEvents/store';
import { providers } from '../sandbox/telephonyConfigs/providers';
import { addCorpus } from '../sandbox/corpora/store';
import { readySource } from '../sandbox/corpora/seed';
import {
	PROVIDERS,
	PROVIDERS_WITH_NUMBERS,
	type ProviderCase,
} from '../test/engine/telephony/providers';
import type { StartNode } from '../test/support/harness/types';
import { anIncomingCall, ON_INCOMING_CALL } from '../test/support/operationRuns';

/** Input items, or their JSON where they have no files. */
type Items = Array<INodeExecutionData | IDataObject>;

/** An operation of the node, and the one of its requests that a fault hits. */
export interface Operation {
	/** As the table shows it. */
	name: string;
	resource: string;
	operation: string;
	/** Parameters beside resource, operation and options; they read the items by expressions. */
	parameters: INodeParameters;
	/** More entries for Options. */
	options?: INodeParameters;
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** Values beside the API key that must not show anywhere. */
	secrets?: string[];
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	path: RegExp;
	/** Puts the account into the state that the operation needs. @returns two items, each asking for something else */
	prepare(sandbox: Sandbox): Promise<Items> | Items;
	/** Counts what must not be there twice. */
	count?(state: SandboxState): number;
	/** A field that the API may name, and its label. */
	field?: [path: string, label: string];
	/** What a success brings. Default: JSON. */
	answer?: 'none' | 'file';
	/** Whether it finds out by itself what became of a request whose answer was lost. */
	recovers?: 'always' | 'sometimes';
	/** Whether a missing thing is an answer like any other. */
	missingIsFine?: boolean;
	/** The two items ask for the same thing, which is sent once. */
	alike?: boolean;
	/** It takes one item only. */
	alone?: boolean;
	/** What the workflow begins with, where that matters. */
	start?: StartNode;
	/** Whom the request goes to, where that is not Ultravox; its address is fixed, and it never sees the API key. */
	service?: string;
	/** Whether a POST does no harm a second time. */
	idempotent?: boolean;
	/** All items go out together, so that no single one is meant. */
	together?: boolean;
}

const given = (name: string): INodeParameters[string] => ({
	__rl: true,
	mode: 'id',
	value: `={{ $json.${name} }}`,
});

const BY_AGENT = { agentId: given('agentId') };
const BY_CALL = { callId: given('callId') };
const BY_BATCH = { agentId: given('agentId'), batchId: given('batchId') };

const agentItems = ({ state }: Sandbox): IDataObject[] =>
	[...state.agents.keys()]
		.slice(0, 2)
		.map((agentId, index) => ({ agentId, name: `Agent ${index}`, prompt: `Prompt ${index}` }));

const callItems = ({ calls, state }: Sandbox): IDataObject[] =>
	calls.seed(2, { body: { recordingEnabled: true } }).map(({ callId }) => {
		calls.say(callId, 'AGENT', 'Hello');
		addCallEvent(state, callId, { severity: 'info', type: 'x', text: 'Something.', second: 1 });
		return { callId };
	});

const liveCallItems = ({ calls, state }: Sandbox): IDataObject[] =>
	calls.seed(2).map(({ callId }) => {
		const unanswered = { joined: null, ended: null, endReason: null, billed: null };
		Object.assign(state.calls.get(callId) ?? {}, unanswered);
		calls.join(callId);
		return { callId, text: `Text for ${callId}` };
	});

const voiceItems = ({ state }: Sandbox): IDataObject[] =>
	[...state.voices.keys()].slice(0, 2).map((voiceId) => ({ voiceId }));

const dialItems = (sandbox: Sandbox): IDataObject[] => {
	sandbox.seedConfig('twilio');
	return agentItems(sandbox).map((item, index) => ({ ...item, phone: `+1555000000${index + 1}` }));
};

async function batchItems(sandbox: Sandbox): Promise<IDataObject[]> {
	const made = dialItems(sandbox).map(async ({ agentId, phone }) => {
		const answer = await fetch(`${sandbox.url}/api/agents/${String(agentId)}/scheduled_batches`, {
			method: 'POST',
			headers: { 'x-api-key': sandbox.apiKey, 'content-type': 'application/json' },
			body: JSON.stringify({
				windowStart: new Date(Date.now() + 86_400_000).toISOString(),
				calls: [{ medium: { twilio: { outgoing: { to: phone, from: '+15559876543' } } } }],
			}),
		});
		const { batchId } = (await answer.json()) as { batchId: string };
		return { agentId, batchId, windowEnd: new Date(Date.now() + 172_800_000).toISOString() };
	});
	const items = await Promise.all(made);
	sandbox.requests.length = 0;
	return items;
}

function configOperations({
	id,
	resource,
	account,
	credentialType,
	secretFields,
	secretLabel,
}: ProviderCase): Operation[] {
	const both: IDataObject[] = [{ field: 'From' }, { field: 'To' }];
	const rows = { mappings: [{ requestField: '={{ $json.field }}', contextField: 'user.phone' }] };
	const settings = { mappingMode: 'replace', requestContextMapping: rows };
	const common = {
		resource,
		credentials: { [credentialType]: account },
		secrets: secretFields.map((name) => account[name]),
		path: new RegExp(`^/api/telephony_configs/${id}$`),
	};
	const writes = { field: [secretFields[0], secretLabel] as [string, string] };
	const stored = (sandbox: Sandbox) => {
		sandbox.seedConfig(id);
		return both;
	};
	const created = {
		...common,
		...writes,
		prepare: () => both,
		count: ({ configs }: SandboxState) => Number(configs[id] !== null),
		parameters: { accountSource: 'credential', ...settings },
	};
	const entry = (operation: string, more: Omit<Operation, 'name' | 'operation'>, step = '') => ({
		...more,
		name: `${resource} ${operation}${step}`,
		operation,
	});
	const upserted = { ...created, prepare: stored };
	return [
		entry('create', { ...created, method: 'POST' }),
		entry('delete', {
			...common,
			method: 'DELETE',
			prepare: stored,
			parameters: {},
			answer: 'none',
			alike: true,
		}),
		entry('get', { ...common, method: 'GET', prepare: stored, parameters: {}, alike: true }),
		entry('update', {
			...common,
			...writes,
			method: 'PATCH',
			prepare: stored,
			parameters: { accountSource: 'credential', ...settings },
		}),
		entry('upsert', { ...created, method: 'GET', missingIsFine: true }, ': read'),
		entry('upsert', { ...created, method: 'POST', recovers: 'sometimes' }, ': create'),
		entry('upsert', { ...upserted, method: 'PATCH', missingIsFine: true }, ': change'),
	];
}

const AGENTS = /^\/api\/agents$/;
const ONE_AGENT = /^\/api\/agents\/[^/]+$/;
const agents: Operation[] = (
	[
		['create', { method: 'POST', path: AGENTS, field: ['name', 'Name'] }],
		['delete', { method: 'DELETE', path: ONE_AGENT, answer: 'none' }],
		['get', { method: 'GET', path: ONE_AGENT }],
		['getAll', { method: 'GET', path: AGENTS }],
		['update: read', { method: 'GET', path: ONE_AGENT }],
		[
			'update: change',
			{ method: 'PATCH', path: ONE_AGENT, field: ['callTemplate.systemPrompt', 'System Prompt'] },
		],
	] as Array<[string, Pick<Operation, 'method' | 'path' | 'field' | 'answer'>]>
).map(([step, more]) => ({
	resource: 'agent',
	name: `agent ${step}`,
	operation: step.split(':')[0],
	prepare: agentItems,
	count: ({ agents: stored }) => stored.size,
	parameters: { ...BY_AGENT, name: '={{ $json.name }}', systemPrompt: '={{ $json.prompt }}' },
	...more,
}));

const ONE_CALL = /^\/api\/calls\/[^/]+$/;
const dialled = {
	method: 'POST' as const,
	path: /^\/api\/agents\/[^/]+\/calls$/,
	prepare: dialItems,
	count: ({ calls }: SandboxState) => calls.size,
	options: { callsPerSecond: 100 },
	field: ['medium.twilio.outgoing.to', 'To'] as [string, string],
};
const dialling = { ...BY_AGENT, to: '={{ $json.phone }}', from: '+15559876543' };
const KEY = { deduplicationKey: '={{ $json.phone }}' };

const calls: Operation[] = (
	[
		['create', { ...dialled, parameters: dialling }],
		[
			'create: with key',
			{ ...dialled, recovers: 'always', parameters: { ...dialling, additionalFields: KEY } },
		],
		['createAndWait', { ...dialled, alone: true, parameters: dialling }],
		[
			'create: look-up',
			{
				...dialled,
				method: 'GET',
				path: /^\/api\/calls$/,
				field: undefined,
				parameters: { ...dialling, additionalFields: KEY },
			},
		],
		['delete', { method: 'DELETE', path: ONE_CALL, answer: 'none' }],
		['get', { method: 'GET', path: ONE_CALL }],
		['getAll', { method: 'GET', path: /^\/api\/calls$/ }],
		['getEvents', { method: 'GET', path: /\/events$/ }],
		['getMessages', { method: 'GET', path: /\/messages$/ }],
		[
			'getRecording',
			{ method: 'GET', path: /\/recording$/, answer: 'file', options: { recordingTries: 1 } },
		],
		[
			'sendMessage',
			{
				method: 'POST',
				path: /\/send_data_message$/,
				answer: 'none',
				prepare: liveCallItems,
				count: ({ calls: stored }) =>
					[...stored.values()].reduce((sum, { messages }) => sum + messages.length, 0),
				parameters: { ...BY_CALL, text: '={{ $json.text }}' },
				field: ['text', 'Text'],
			},
		],
	] as Array<[string, Partial<Operation> & Pick<Operation, 'method' | 'path'>]>
).map(([step, more]) => ({
	resource: 'call',
	name: `call ${step}`,
	operation: step.split(':')[0],
	prepare: callItems,
	parameters: BY_CALL,
	...more,
}));

const incoming: Operation[] = (
	[
		['create', { method: 'POST', path: dialled.path, recovers: 'always' }],
		['look-up', { method: 'GET', path: /^\/api\/calls$/ }],
	] as Array<[string, Pick<Operation, 'method' | 'path' | 'recovers'>]>
).map(([step, more]) => ({
	resource: 'incomingCall',
	name: `incomingCall answer: ${step}`,
	operation: 'answer',
	prepare: (sandbox) => agentItems(sandbox).map((item) => ({ ...anIncomingCall(), ...item })),
	count: ({ calls: stored }) => stored.size,
	parameters: BY_AGENT,
	alone: true,
	start: ON_INCOMING_CALL,
	...more,
}));

const ONE_BATCH = /\/scheduled_batches\/[^/]+$/;
const batches: Operation[] = (
	[
		[
			'create',
			{
				method: 'POST',
				path: /\/scheduled_batches$/,
				prepare: dialItems,
				parameters: dialling,
				recovers: 'always',
				together: true,
				field: ['webhookUrl', 'Webhook URL'],
			},
		],
		['delete', { method: 'DELETE', path: ONE_BATCH, answer: 'none' }],
		['get', { method: 'GET', path: ONE_BATCH }],
		['getAll', { method: 'GET', path: /\/scheduled_batches$/ }],
		['getCalls', { method: 'GET', path: /\/scheduled_calls$/ }],
		[
			'update',
			{
				method: 'PATCH',
				path: ONE_BATCH,
				parameters: { ...BY_BATCH, updateFields: { windowEnd: '={{ $json.windowEnd }}' } },
				field: ['windowEnd', 'Window End'],
			},
		],
	] as Array<[string, Partial<Operation> & Pick<Operation, 'method' | 'path'>]>
).map(([operation, more]) => ({
	resource: 'callBatch',
	name: `callBatch ${operation}`,
	operation,
	prepare: batchItems,
	count: ({ batches: stored }) => stored.size,
	parameters: BY_BATCH,
	...more,
}));

const toolItems = (sandbox: Sandbox): IDataObject[] =>
	['one', 'two'].map((name) => {
		const { toolId } = sandbox.tools.seed({ name });
		const [{ callId }] = sandbox.calls.seed(1);
		sandbox.state.toolUses.push({ toolId, callId, failed: false });
		return { toolId, name: `new ${name}`, words: `Does ${name}` };
	});

const BY_TOOL = { toolId: given('toolId') };
const TOOLS = /^\/api\/tools$/;
const ONE_TOOL = /^\/api\/tools\/[^/]+$/;
const tools: Operation[] = (
	[
		[
			'create',
			{
				method: 'POST',
				path: TOOLS,
				parameters: {
					name: '={{ $json.name }}',
					description: '={{ $json.words }}',
					baseUrlPattern: 'https://tools.example.com/',
				},
				field: ['definition.description', 'When to Use It'],
			},
		],
		['delete', { method: 'DELETE', path: ONE_TOOL, answer: 'none' }],
		['delete: read', { method: 'GET', path: ONE_TOOL, options: { takeOffAgents: true } }],
		['get', { method: 'GET', path: ONE_TOOL }],
		['getAll', { method: 'GET', path: TOOLS }],
		['getCalls', { method: 'GET', path: /\/history$/ }],
		['update: read', { method: 'GET', path: ONE_TOOL }],
		['update: change', { method: 'PUT', path: ONE_TOOL, field: ['name', 'Name'] }],
	] as Array<[string, Partial<Operation> & Pick<Operation, 'method' | 'path'>]>
).map(([step, more]) => ({
	resource: 'tool',
	name: `tool ${step}`,
	operation: step.split(':')[0],
	prepare: toolItems,
	count: ({ tools: stored }) => stored.size,
	parameters: { ...BY_TOOL, name: '={{ $json.name }}' },
	...more,
}));

const ONE_VOICE = /^\/api\/voices\/[^/]+$/;
const voices: Operation[] = (
	[
		['get', { method: 'GET', path: ONE_VOICE }],
		['getAll', { method: 'GET', path: /^\/api\/voices$/, alike: true }],
		['getPreview', { method: 'GET', path: /\/preview$/, answer: 'file' }],
	] as Array<[string, Partial<Operation> & Pick<Operation, 'method' | 'path'>]>
).map(([operation, more]) => ({
	resource: 'voice',
	name: `voice ${operation}`,
	operation,
	prepare: voiceItems,
	parameters: { voiceId: given('voiceId') },
	...more,
}));

const usage: Operation[] = (
	[
		['minutes', /\/billing\/usage$/],
		['calls', /\/usage\/calls$/],
		['concurrency', /\/usage\/concurrency$/],
	] as Array<[string, RegExp]>
).map(([report, path]) => ({
	resource: 'account',
	name: `account getUsage: ${report}`,
	operation: 'getUsage',
	method: 'GET',
	path,
	prepare: () => [{ from: '2026-01-05' }, { from: '2026-01-06' }],
	parameters: {
		report,
		period: 'range',
		fromDate: '={{ $json.from }}',
		toDate: '2026-01-07',
		resolution: 'total',
	},
}));
const AT_NUMBER = { phoneNumber: given('phone') };
const TWILIO_LIST = /\/IncomingPhoneNumbers\.json$/;
const ONE_TWILIO = /\/IncomingPhoneNumbers\/PN[^/]+$/;
const NUMBERS: Record<ProviderWithNumbers, RegExp> = {
	twilio: TWILIO_LIST,
	telnyx: /^\/v2\/phone_numbers$/,
	plivo: /\/Number\/$/,
};

/** Two numbers at Twilio that point at agents, with the agents that are not allowed yet. */
const numberItems = (sandbox: Sandbox): IDataObject[] => {
	sandbox.seedConfig('twilio', { ...sandbox.state.phoneProviders.twilio.account });
	for (const { id } of PROVIDERS_WITH_NUMBERS) if (id !== 'twilio') sandbox.phoneNumbers.seed(id);
	return agentItems(sandbox).map((item) => {
		const url = `${sandbox.url}/api/agents/${String(item.agentId)}/telephony_xml`;
		const { phone_number: phone } = sandbox.phoneNumbers.seed('twilio', { voice_url: url });
		return { ...item, phone, url: `https://example.com/${String(phone).slice(1)}` } as IDataObject;
	});
};

const phoneNumbers: Operation[] = PROVIDERS_WITH_NUMBERS.flatMap(
	({ id, label, credentialType, secretFields }) => {
		const account = providers[id].seeded;
		const common = {
			resource: 'phoneNumber',
			credentials: { [credentialType]: account },
			secrets: secretFields.map((name) => account[name]),
			prepare: numberItems,
		};
		const list: Operation = {
			...common,
			name: `phoneNumber getAll: ${id}`,
			operation: 'getAll',
			parameters: { provider: id },
			service: label,
			method: 'GET',
			path: NUMBERS[id],
		};
		if (id !== 'twilio') return [list];
		const toUrl = { ...AT_NUMBER, target: 'url', url: '={{ $json.url }}' };
		const read = { ...common, service: label, method: 'GET' as const, path: TWILIO_LIST };
		const change = {
			...common,
			service: label,
			method: 'POST' as const,
			path: ONE_TWILIO,
			idempotent: true,
		};
		return [
			list,
			{ ...read, name: 'phoneNumber connect: read', operation: 'connect', parameters: toUrl },
			{ ...change, name: 'phoneNumber connect: change', operation: 'connect', parameters: toUrl },
			{
				...common,
				name: 'phoneNumber connect: allow',
				operation: 'connect',
				parameters: { ...AT_NUMBER, ...BY_AGENT },
				method: 'PATCH',
				path: /^\/api\/telephony_configs\/twilio$/,
				field: ['callCreationAllowedAgentIds', 'Allowed Agents'],
			},
			{
				...read,
				name: 'phoneNumber disconnect: read',
				operation: 'disconnect',
				parameters: AT_NUMBER,
			},
			{
				...change,
				name: 'phoneNumber disconnect: change',
				operation: 'disconnect',
				parameters: AT_NUMBER,
			},
		];
	},
);
const ONE_CORPUS = /^\/api\/corpora\/[^/]+$/;
const CORPORA = /^\/api\/corpora$/;
const SOURCES = /^\/api\/corpora\/[^/]+\/sources$/;
const ONE_SOURCE = /^\/api\/corpora\/[^/]+\/sources\/[^/]+$/;
const UPLOADS = /^\/api\/corpora\/[^/]+\/uploads$/;

const corpusItems = ({ clock, state, switches }: Sandbox): INodeExecutionData[] => {
	switches.allowedCorpora = 10;
	switches.sourceSeconds = 0;
	return [0, 1].map((index) => {
		const corpus = addCorpus(state, clock.iso(), { name: `Shop ${index}` });
		const source = readySource(state, clock, `Site ${index}`);
		corpus.sources.set(source.sourceId, source);
		const data = Buffer.from(`Open from ${index}`).toString('base64');
		return {
			json: {
				knowledgeBaseId: corpus.corpusId,
				sourceId: source.sourceId,
				name: `Manual ${index}`,
				question: 'Site',
			},
			binary: { data: { data, mimeType: 'text/plain', fileName: 'hours.txt' } },
		};
	});
};

const BY_CORPUS = { knowledgeBaseId: given('knowledgeBaseId') };
const BY_SOURCE = { ...BY_CORPUS, sourceId: given('sourceId') };
const sourcesIn = ({ corpora }: SandboxState) =>
	[...corpora.values()].reduce((sum, { sources }) => sum + sources.size, 0);
const added = {
	parameters: { ...BY_CORPUS, sourceName: '={{ $json.name }}', urls: 'https://example.com' },
	count: sourcesIn,
};

const knowledgeBases: Operation[] = (
	[
		['addFile: sources', { ...added, method: 'GET', path: SOURCES }],
		['addFile: upload', { ...added, method: 'POST', path: UPLOADS, idempotent: true }],
		[
			'addFile: source',
			{ ...added, method: 'POST', path: SOURCES, recovers: 'always', field: ['name', 'Name'] },
		],
		[
			'addWebPages',
			{
				...added,
				method: 'POST',
				path: SOURCES,
				recovers: 'always',
				field: ['crawl.startUrls', 'URLs'],
			},
		],
		[
			'create',
			{
				method: 'POST',
				path: CORPORA,
				parameters: { name: '={{ $json.name }}' },
				field: ['name', 'Name'],
			},
		],
		['delete', { method: 'DELETE', path: ONE_CORPUS, answer: 'none' }],
		['deleteSource', { method: 'DELETE', path: ONE_SOURCE, parameters: BY_SOURCE, answer: 'none' }],
		['get', { method: 'GET', path: ONE_CORPUS }],
		['getAll', { method: 'GET', path: CORPORA, parameters: {} }],
		['getSources', { method: 'GET', path: SOURCES }],
		[
			'query',
			{
				method: 'POST',
				path: /\/query$/,
				parameters: { ...BY_CORPUS, query: '={{ $json.question }}' },
				idempotent: true,
				field: ['query', 'Question'],
			},
		],
		['refreshSource: read', { method: 'GET', path: ONE_SOURCE, parameters: BY_SOURCE }],
		['refreshSource: change', { method: 'PATCH', path: ONE_SOURCE, parameters: BY_SOURCE }],
		[
			'update',
			{
				method: 'PATCH',
				path: ONE_CORPUS,
				parameters: { ...BY_CORPUS, updateFields: { name: '={{ $json.name }}' } },
				field: ['name', 'Name'],
			},
		],
	] as Array<[string, Partial<Operation> & Pick<Operation, 'method' | 'path'>]>
).map(([step, more]) => ({
	resource: 'knowledgeBase',
	name: `knowledgeBase ${step}`,
	operation: step.split(':')[0],
	prepare: corpusItems,
	count: ({ corpora }) => corpora.size,
	parameters: BY_CORPUS,
	...more,
}));

/** Every operation of every resource; those that send several kinds of requests once for each. */
export const OPERATIONS: Operation[] = [
	...PROVIDERS.flatMap(configOperations),
	...phoneNumbers,
	...agents,
	...calls,
	...incoming,
	...batches,
	...tools,
	...voices,
	...usage,
	...knowledgeBases,
];
