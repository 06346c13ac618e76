import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { callListSearch, runNode, type RunOptions } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(30_000);

const account = useSandbox({ agents: 2 });
let sandbox: Sandbox;
let agents: string[];

beforeEach(() => {
	({ sandbox } = account);
	agents = [...sandbox.state.agents.keys()];
});

type Parameters = NonNullable<RunOptions['parameters']>;

const run = async (
	operation: string,
	parameters: IDataObject = {},
	more: Partial<RunOptions> = {},
) =>
	await runNode({
		node: Ultravox,
		parameters: { resource: 'call', operation, ...(parameters as Parameters) },
		credentials: account.credentials(),
		...more,
	});

const byId = (callId: string) => ({ callId: { __rl: true, mode: 'id', value: callId } });
const seedOne = (body: IDataObject = {}, length = 60) => sandbox.calls.seed(1, { body, length })[0];

describe('Get', () => {
	it('tells where a call stands, durations as numbers, and the name of the agent', async () => {
		const { callId } = seedOne({ metadata: { order: '42' }, recordingEnabled: true }, 90);
		const { json } = await succeed(run('get', byId(callId)));
		expect(json).toMatchObject([
			{
				callId,
				status: 'ended',
				duration: 90,
				billedDuration: 90,
				endReason: 'hangup',
				agentId: agents[0],
				agentName: sandbox.state.agents.get(agents[0])?.name,
				metadata: { order: '42' },
				recordingEnabled: true,
			},
		]);
		const raw = await run('get', { ...byId(callId), simplify: false });
		expect(raw.json[0]).toMatchObject({ billedDuration: '90s', maxDuration: '3600s' });
		expect(raw.json[0]).not.toHaveProperty('status');
	});

	it('follows a call through its life', async () => {
		const created = await run('create', {
			agentId: { __rl: true, mode: 'id', value: agents[1] },
			medium: 'webRtc',
		});
		const callId = String(created.json[0].callId);
		const status = async () => (await run('get', byId(callId))).json[0].status;
		expect(await status()).toBe('created');
		sandbox.calls.join(callId);
		expect(await status()).toBe('active');
		sandbox.calls.end(callId);
		expect(await status()).toBe('ended');

		const other = await run('create', {
			agentId: { __rl: true, mode: 'id', value: agents[1] },
			medium: 'webRtc',
		});
		sandbox.calls.end(String(other.json[0].callId), 'unjoined');
		const { json } = await run('get', byId(String(other.json[0].callId)));
		expect(json[0]).toMatchObject({ status: 'unanswered', duration: null });
	});

	it('says when there is no such call', async () => {
		const { error } = await run('get', byId('3c1f0c52-9a34-4e0d-b1c7-2f6a8d90e413'));
		expect(error?.message).toBe('Ultravox does not have what this step asks for');
		expect(error?.httpCode).toBe('404');
	});
});

describe('Get Many', () => {
	it('reads all pages, newest first when asked, without raw data', async () => {
		const seeded = sandbox.calls.seed(230);
		const { json } = await succeed(
			run('getAll', {
				returnAll: true,
				options: { sort: '-created' },
			}),
		);
		expect(json.map(({ callId }) => callId)).toEqual(seeded.map(({ callId }) => callId).reverse());
		expect(json[0]).toMatchObject({ status: 'ended', duration: 60 });
		expect(sandbox.requests).toHaveLength(3);

		const few = await run('getAll', { limit: 120 });
		expect(few.json).toHaveLength(120);
	});

	it('passes every filter on', async () => {
		await succeed(
			run('getAll', {
				filters: {
					agentIds: `=${agents.join(', ')}`,
					voiceId: '91fa9bcf-93c8-467c-8b29-973720e3f167',
					metadata: { values: [{ name: 'order', value: '42' }] },
					metadataJson: '{ "vip": true }',
					fromDate: '2026-05-01T00:00:00',
					toDate: '2026-05-31',
					timeOfDayStart: '9:30',
					timeOfDayEnd: '17:00:00',
					durationMin: 10,
					durationMax: 600.5,
					search: ' refund ',
				},
				options: { sort: 'created' },
			}),
		);
		expect(sandbox.requests[0].query).toEqual({
			agentIds: agents,
			voiceId: '91fa9bcf-93c8-467c-8b29-973720e3f167',
			'metadata.order': '42',
			'metadata.vip': 'true',
			fromDate: expect.stringMatching(/^2026-(04-30|05-01)T.*Z$/),
			toDate: '2026-05-31',
			timeOfDayStart: '09:30:00',
			timeOfDayEnd: '17:00:00',
			durationMin: '10s',
			durationMax: '600.5s',
			search: 'refund',
			sort: 'created',
			pageSize: '50',
		});
	});

	it('finds what fits', async () => {
		sandbox.calls.seed(3, { length: 20 });
		const [long] = sandbox.calls.seed(1, { length: 400, agentId: agents[1] });
		const { json } = await run('getAll', {
			filters: { agentIds: [agents[1]], durationMin: 300 },
		});
		expect(json.map(({ callId }) => callId)).toEqual([long.callId]);
	});

	it.each<[string, IDataObject, string]>([
		['a time of day', { timeOfDayStart: 'noon' }, 'Time of Day, From: "noon" is not a time of day'],
		['a date', { fromDate: 'yesterday' }, 'Created After: "yesterday" is not a date'],
		[
			'an agent',
			{ agentIds: ['front desk'] },
			'Agent Names or IDs: "front desk" is not an agent ID',
		],
		[
			'a filter without a value',
			{ search: '={{ $json.nothing }}' },
			'Search: the expression gives no value',
		],
	])('%s that cannot be right is refused', async (_, filters, text) => {
		const { error } = await run('getAll', { filters });
		expect(error?.message).toContain(text);
		expect(sandbox.requests).toEqual([]);
	});

	it('fills the dropdown of calls', async () => {
		const { callId, created } = seedOne();
		const { results } = await callListSearch(Ultravox, 'searchCalls', {
			credentials: account.credentials(),
		});
		expect(results).toEqual([
			{ name: expect.stringContaining(created.slice(0, 10)), value: callId },
		]);
		expect(results[0].name).toContain('ended');
	});
});

describe('Delete', () => {
	it('removes a call that is over, once', async () => {
		const { callId } = seedOne();
		const { json } = await run('delete', byId(callId), { items: [{}, {}] });
		expect(json).toEqual([{ deleted: true }, { deleted: true }]);
		expect(sandbox.state.calls.size).toBe(0);
		expect(sandbox.requests).toHaveLength(1);
	});

	it('says why a running call stays', async () => {
		const { json } = await run('create', {
			agentId: { __rl: true, mode: 'id', value: agents[0] },
			medium: 'webRtc',
		});
		const { error } = await run('delete', byId(String(json[0].callId)));
		expect(error?.message).toContain('cannot be deleted while it is running');
	});
});

describe('Get Messages', () => {
	const talk = (turns: number) => {
		const { callId } = seedOne();
		sandbox.state.calls.get(callId)?.messages.splice(0);
		for (let turn = 0; turn < turns; turn++) {
			sandbox.calls.say(callId, turn % 2 === 0 ? 'AGENT' : 'USER', `Line ${turn}`);
		}
		return callId;
	};

	it('gives the whole conversation, message by message', async () => {
		const callId = talk(130);
		sandbox.calls.newStage(callId);
		sandbox.calls.say(callId, 'USER', 'In another stage');
		const { json } = await succeed(run('getMessages', byId(callId)));
		expect(json).toHaveLength(131);
		expect(json[0]).toEqual({
			callId,
			role: 'agent',
			text: 'Line 0',
			medium: 'voice',
			toolName: null,
			start: 2,
			end: 3,
			invocationId: null,
			errorDetails: null,
		});
		expect(sandbox.requests[0].query.mode).toBe('in_call');

		const last = await run('getMessages', {
			...byId(callId),
			simplify: false,
			options: { mode: 'last_stage' },
		});
		expect(last.json).toMatchObject([{ text: 'In another stage', role: 'MESSAGE_ROLE_USER' }]);
		const few = await run('getMessages', { ...byId(callId), returnAll: false, limit: 3 });
		expect(few.json).toHaveLength(3);
	});

	it('gives one text to read', async () => {
		const callId = talk(3);
		const { json } = await run('getMessages', { ...byId(callId), output: 'transcript' });
		expect(json).toEqual([
			{ callId, messageCount: 3, transcript: 'Agent: Line 0\nUser: Line 1\nAgent: Line 2' },
		]);
	});
});

describe('Send Message', () => {
	const live = async () => {
		const { json } = await run('create', {
			agentId: { __rl: true, mode: 'id', value: agents[0] },
			medium: 'webRtc',
		});
		const callId = String(json[0].callId);
		sandbox.calls.join(callId);
		return callId;
	};

	it.each<[string, IDataObject, IDataObject]>([
		[
			'user text',
			{ text: 'The order is shipped', options: { urgency: 'later' } },
			{ type: 'user_text_message', text: 'The order is shipped', urgency: 'later' },
		],
		[
			'agent text',
			{
				messageType: 'forced_agent_message',
				text: 'One moment',
				options: { uninterruptible: true },
			},
			{ type: 'forced_agent_message', content: 'One moment', uninterruptible: true },
		],
		[
			'hang up',
			{ messageType: 'hang_up', text: 'Goodbye!' },
			{ type: 'hang_up', message: 'Goodbye!' },
		],
		['hang up in silence', { messageType: 'hang_up' }, { type: 'hang_up' }],
	])('%s', async (_, parameters, body) => {
		const callId = await live();
		const { json } = await succeed(run('sendMessage', { ...byId(callId), ...parameters }));
		expect(json).toEqual([{ callId, sent: true, messageType: body.type }]);
		expect(sandbox.requests.at(-1)?.body).toEqual(body);
	});

	it('says when the call is not live, and refuses empty texts', async () => {
		const { callId } = seedOne();
		const { error } = await run('sendMessage', { ...byId(callId), text: 'Hello?' });
		expect(error?.message).toBe('The call is not live');
		const count = sandbox.requests.length;
		const empty = await run('sendMessage', { ...byId(callId), text: '={{ $json.nothing }}' });
		expect(empty.error?.message).toContain('Text: the expression gives no value');
		expect(sandbox.requests).toHaveLength(count);
	});
});
