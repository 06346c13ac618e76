import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';
import { callListSearch, runNode } from '../../support/harness';

const MARK = '91fa9bcf-93c8-467c-8b29-973720e3f167';

const account = useSandbox({ agents: 1 });
let sandbox: Sandbox;
let agentId: string;

beforeEach(async () => {
	({ sandbox } = account);
	[agentId] = sandbox.state.agents.keys();
	for (const name of ['after-hours', 'mornings']) {
		await fetch(`${sandbox.url}/api/call_throttles`, {
			method: 'POST',
			headers: { 'x-api-key': sandbox.apiKey, 'content-type': 'application/json' },
			body: JSON.stringify({ name, rules: [{ maxCalls: 5, windowSeconds: 60 }] }),
		});
	}
});

const run = async (parameters: INodeParameters, items: IDataObject[] = [{}]) =>
	await runNode({ node: Ultravox, parameters, credentials: account.credentials(), items });
const given = (value: unknown, mode = 'list') => ({ __rl: true, mode, value }) as never;

/** How a workflow holds what is chosen: today's forms, and the plain text of before. */
const forms: Array<[string, (value: string) => INodeParameters[string]]> = [
	['chosen from the list', (value) => given(value)],
	['typed', (value) => given(value, 'id')],
	['given by an expression', (value) => given(`={{ "${value}" }}`, 'id')],
	['typed over what was saved before', (value) => given(value, '')],
	['saved as a plain text', (value) => value],
	['saved as an expression', (value) => `={{ $json.value ?? "${value}" }}`],
];

describe.each(forms)('Voice, Model and Call Throttle %s', (_, form) => {
	it('reach an agent', async () => {
		const { json } = await succeed(
			run({
				resource: 'agent',
				operation: 'update',
				agentId: given(agentId),
				updateFields: { voice: form('Mark'), model: form('ultravox-v0.6') },
				simplify: false,
			}),
		);
		expect(json).toMatchObject([{ callTemplate: { voice: 'Mark', model: 'ultravox-v0.6' } }]);
	});

	it('reach a call', async () => {
		await succeed(
			run({
				resource: 'call',
				operation: 'create',
				agentId: given(agentId),
				medium: 'webRtc',
				additionalFields: { voice: form(MARK), throttle: form('mornings') },
			}),
		);
		expect(
			sandbox.requests.find(({ method, path }) => method === 'POST' && /\/calls$/.test(path)),
		).toMatchObject({
			body: { voice: MARK },
			query: { throttle: 'mornings' },
		});
	});

	it('reach a batch', async () => {
		sandbox.seedConfig('twilio');
		await succeed(
			run({
				resource: 'callBatch',
				operation: 'create',
				agentId: given(agentId),
				to: '+15550000001',
				from: '+15559876543',
				additionalFields: { throttle: form('mornings') },
			}),
		);
		expect(sandbox.requests.find(({ path }) => path.endsWith('/scheduled_batches'))).toMatchObject({
			body: { throttle: 'mornings' },
		});
	});

	it('filter calls by their voice', async () => {
		const [{ callId }] = sandbox.calls.seed(1, { body: { voice: 'Mark' } });
		sandbox.calls.seed(1, { body: { voice: 'Tanya' } });
		const { json } = await succeed(
			run({ resource: 'call', operation: 'getAll', filters: { voiceId: form(MARK) } }),
		);
		expect(json).toMatchObject([{ callId }]);
	});
});

/** What the editor stores for a field that was added and left alone. */
const untouched = { mode: 'list', value: '' } as never;

it.each([
	['voice', untouched],
	['model', untouched],
	['throttle', untouched],
	['voice', given('')],
	['model', given('')],
	['throttle', given('')],
])('refuses an added %s with nothing chosen, %j', async (name, value) => {
	const { error } = await run({
		resource: 'call',
		operation: 'create',
		callSource: 'prompt',
		systemPrompt: 'Be brief.',
		medium: 'webRtc',
		additionalFields: { [name]: value },
	});
	expect(error?.message).toMatch(/^(Voice|Model|Call Throttle): this field is empty/);
	expect(sandbox.requests.filter(({ path }) => path === '/api/calls')).toEqual([]);
});

describe('The lists', () => {
	const list = async (method: string, filter?: string) =>
		await callListSearch(Ultravox, method, { credentials: account.credentials(), filter });

	it('show voices with their language and whose they are', async () => {
		const { results } = await list('searchVoices');
		expect(results[0]).toEqual({ name: 'Mark (en-US)', value: MARK });
		expect(results.map(({ name }) => name)).toContain('Our Anna (de-DE, own)');
		expect((await list('searchVoices', ' tan ')).results).toMatchObject([
			{ name: 'Tanya (pt-BR)' },
		]);
	});

	it('find voices by their language, as the list shows it', async () => {
		const { results } = await list('searchVoices', ' PT-pt');
		expect(results.map(({ name }) => name)).toEqual(['Our Paulo (pt-PT, own)', 'Tanya (pt-BR)']);
	});

	it('go on with the next page of voices', async () => {
		sandbox.switches.pageSizeMax = 100;
		const mark = sandbox.state.voices.get(MARK);
		for (let index = 0; index < 60; index++) {
			const voiceId = MARK.slice(0, -3) + String(index).padStart(3, '0');
			sandbox.state.voices.set(voiceId, { ...mark!, voiceId, name: `Clone ${index}` });
		}
		const { results, paginationToken } = await list('searchVoices');
		expect(results).toHaveLength(50);
		const rest = await callListSearch(Ultravox, 'searchVoices', {
			credentials: account.credentials(),
			paginationToken: String(paginationToken),
		});
		expect(rest.results).toHaveLength(15);
	});

	it('show models by their names', async () => {
		const { results } = await list('searchModels', 'V0.6');
		expect(results).toEqual([
			{ name: 'ultravox-v0.6', value: 'ultravox-v0.6' },
			{ name: 'ultravox-v0.6-llama3.3-70b', value: 'ultravox-v0.6-llama3.3-70b' },
		]);
	});

	it('show throttles by their names, to be kept by their IDs', async () => {
		const { results } = await list('searchThrottles', 'hours');
		const [{ throttleId }] = sandbox.state.throttles.values();
		expect(results).toEqual([{ name: 'after-hours', value: throttleId }]);
	});
});
