import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';

import type { Sandbox, SandboxState } from '../sandbox';
import { PROVIDERS, type ProviderCase } from '../test/engine/telephony/providers';

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
	prepare(sandbox: Sandbox): Promise<IDataObject[]> | IDataObject[];
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

const callItems = ({ calls }: Sandbox): IDataObject[] =>
	calls.seed(2, { body: { recordingEnabled: true } }).map(({ callId }) => {
		calls.say(callId, 'AGENT', 'Hello');
		return { callId };
	});

const liveCallItems = ({ calls, state }: Sandbox): IDataObject[] =>
	calls.seed(2).map(({ callId }) => {
		const unanswered = { joined: null, ended: null, endReason: null, billed: null };
		Object.assign(state.calls.get(callId) ?? {}, unanswered);
		calls.join(callId);
		return { callId, text: `Text for ${callId}` };
	});

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

/** Every operation of every resource; those that send several kinds of requests once for each. */
export const OPERATIONS: Operation[] = [
	...PROVIDERS.flatMap(configOperations),
	...agents,
	...calls,
	...batches,
	...tools,
];
