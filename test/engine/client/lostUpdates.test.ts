/** Several executions that change one thing at the same moment, in one process of n8n and in several. */
import * as workflowPackage from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { runNode, type RunOptions } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { expectSuccess, succeed } from '../../support/expectSuccess';
import { until } from '../telephony/fixture';

const CONFIG = '/api/telephony_configs/twilio';
const LIST = 'callCreationAllowedAgentIds';
const PROCESSES = 2;

const account = useSandbox({ agents: 6 });
let sandbox: Sandbox;
let processes: Array<RunOptions['node']>;

/** Loading the node several times takes a busy machine a while. */
const LOADED_WITHIN_MS = 60_000;

beforeAll(() => {
	processes = Array.from({ length: PROCESSES }, otherProcess);
}, LOADED_WITHIN_MS);
beforeEach(() => {
	({ sandbox } = account);
	sandbox.seedConfig('twilio');
});

type More = Partial<Omit<RunOptions, 'parameters'>>;

/** The node of another process: whatever it keeps between executions is there once more. */
function otherProcess(): RunOptions['node'] {
	let loaded: { Ultravox: typeof Ultravox } | undefined;
	jest.isolateModules(() => {
		// The same as this process's, as loading it takes seconds.
		jest.doMock('n8n-workflow', () => workflowPackage);
		loaded = jest.requireActual<{ Ultravox: typeof Ultravox }>(
			'../../../nodes/Ultravox/Ultravox.node',
		);
	});
	if (!loaded || loaded.Ultravox === Ultravox) throw new Error('The node did not load once more');
	return loaded.Ultravox;
}

const run = async (parameters: workflowPackage.IDataObject, more: More = {}) =>
	await runNode({
		node: Ultravox,
		credentials: account.credentials(),
		parameters: {
			resource: 'twilioTelephonyConfig',
			operation: 'update',
			options: { maxRetries: 0 },
			...parameters,
		} as RunOptions['parameters'],
		...more,
	});
const add = async (ids: unknown, more?: More) =>
	await run({ agentAccess: 'add', [LIST]: ids as string }, more);
/** Lets those who call it go on when so many have. */
function allTogether(count: number): () => Promise<void> {
	const waiting: Array<() => void> = [];
	return async () =>
		await new Promise((goOn) => {
			waiting.push(goOn);
			if (waiting.length === count) for (const each of waiting) each();
		});
}
const agents = () => [...sandbox.state.agents.keys()];
const allowed = () => [...(sandbox.state.configs.twilio?.[LIST] ?? [])].sort();
const methods = () => sandbox.requests.map(({ method }) => method);

describe('Agents that are added at the same moment', () => {
	it('are all allowed afterwards, within one process', async () => {
		sandbox.switches.latencyMs = 20;
		const results = await Promise.all(agents().map(async (id) => await add([id])));
		expect(results.map(({ error }) => error)).toEqual(agents().map(() => undefined));
		expect(allowed()).toEqual(agents().sort());
	});

	it('are all allowed afterwards, where each execution has many items', async () => {
		sandbox.switches.latencyMs = 5;
		const [a, b, c, d] = agents();
		const each = async (ids: string[]) =>
			await add('={{ [$json.id] }}', { items: ids.map((id) => ({ id })) });
		await Promise.all([each([a, b]), each([c, d])]);
		expect(allowed()).toEqual([a, b, c, d].sort());
	});

	it('are all allowed afterwards, from two processes that read the same list', async () => {
		const ids = agents().slice(0, processes.length);
		const patches = () => methods().filter((method) => method === 'PATCH').length;
		// Both read before either writes, and look again when both have written.
		const reads = { method: 'GET', path: CONFIG, times: ids.length };
		sandbox.faults.add({ ...reads, meanwhile: allTogether(ids.length) });
		sandbox.faults.add({
			...reads,
			meanwhile: async () => await until(() => patches() >= ids.length),
		});
		const results = await Promise.all(
			ids.map(async (id, index) => await add([id], { node: processes[index] })),
		);
		expect(results.map(({ error }) => error)).toEqual(ids.map(() => undefined));
		expect(allowed()).toEqual([...ids].sort());
		expect(patches()).toBe(ids.length + 1);
	});

	it('are put back where somebody writes an older list over them', async () => {
		const [ours, theirs] = agents();
		sandbox.faults.add({
			method: 'GET',
			path: CONFIG,
			after: 1,
			meanwhile: () => sandbox.seedConfig('twilio', { [LIST]: [theirs] }),
		});
		const { json } = await succeed(add([ours]));
		expect(allowed()).toEqual([ours, theirs].sort());
		expect(json).toMatchObject([{ [LIST]: [theirs, ours] }]);
		expect(methods()).toEqual(['GET', 'PATCH', 'GET', 'PATCH', 'GET']);
	});

	it('are named as not there where somebody keeps taking them out', async () => {
		const [ours, theirs] = agents();
		sandbox.faults.add({
			method: 'GET',
			path: CONFIG,
			after: 1,
			times: 99,
			meanwhile: () => sandbox.seedConfig('twilio', { [LIST]: [theirs] }),
		});
		const { error } = await add([ours]);
		expect(error?.message).toContain('something else changes the list at the same time');
		expect(allowed()).toEqual([theirs]);
		expect(sandbox.requests.length).toBeLessThan(20);
	});

	it.each([null, undefined, 'all', [1]])(
		'are not written over a list that the service does not tell: %j',
		async (list) => {
			const answer = { accountSid: 'AC1', callCreationAllowAllAgents: false, [LIST]: list };
			sandbox.faults.add({ method: 'GET', path: CONFIG, status: 200, body: answer });
			const { error } = await add([agents()[0]]);
			expect(error?.message).toBe('Ultravox did not say which agents are allowed');
			expect(methods()).toEqual(['GET']);
		},
	);

	it('cost a change that replaces the list nothing', async () => {
		await run({ agentAccess: 'only', [LIST]: agents() });
		expect(methods()).toEqual(['PATCH']);
	});
});

describe('Turns', () => {
	it('are left at once by an execution that is cancelled while it waits', async () => {
		const [a, b, c] = agents();
		sandbox.faults.add({ method: 'GET', path: CONFIG, never: true });
		const holder = new AbortController();
		const waiting = new AbortController();
		const first = add([a], { signal: holder.signal });
		await until(() => sandbox.requests.length === 1);
		const second = add([b], { signal: waiting.signal });
		const third = add([c]);
		waiting.abort();
		expect((await second).status).toBe('canceled');
		expect(sandbox.requests).toHaveLength(1);
		// The one that holds the turn dies; the third gets it.
		holder.abort();
		expect((await first).status).toBe('canceled');
		await succeed(third);
		expect(allowed()).toEqual([c]);
	});

	it('are free again after a failure', async () => {
		sandbox.faults.add({ method: 'GET', path: CONFIG, status: 500 });
		const [failed, done] = await Promise.all([add([agents()[0]]), add([agents()[1]])]);
		expect(failed.error).toBeDefined();
		expectSuccess(done);
	});
});

describe('Changes of one agent at the same moment', () => {
	it('are all stored', async () => {
		sandbox.switches.latencyMs = 20;
		const [id] = agents();
		const change = async (updateFields: workflowPackage.IDataObject) =>
			await run({
				resource: 'agent',
				agentId: { __rl: true, mode: 'id', value: id },
				updateFields,
			});
		const results = await Promise.all([
			change({ temperature: 0.5 }),
			change({ languageHint: 'de' }),
			change({ recordingEnabled: true }),
		]);
		expect(results.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
		expect(sandbox.state.agents.get(id)?.callTemplate).toMatchObject({
			temperature: 0.5,
			languageHint: 'de',
			recordingEnabled: true,
		});
	});
});
