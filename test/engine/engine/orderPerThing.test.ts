/** Items of one thing in their order, different things at once. */
import type { IDataObject } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { LoggedRequest } from '../../../sandbox';
import { useSandbox } from '../../support/account';
import { runNode, type RunOptions } from '../../support/harness';
import { together } from '../../support/together.mts';
import { until } from '../telephony/fixture';

jest.setTimeout(60_000);

const account = useSandbox({ agents: 4 });
const ON = { onError: 'continueRegularOutput' } as const;

type Parameters = NonNullable<RunOptions['parameters']>;

const run = async (parameters: IDataObject, more: Partial<RunOptions>) =>
	await runNode({
		node: Ultravox,
		parameters: { options: { maxRetries: 0 }, ...parameters } as Parameters,
		credentials: account.credentials(),
		...more,
	});
const locator = (value: string) => ({ __rl: true, mode: 'id', value });
const agentIds = () => [...account.sandbox.state.agents.keys()];
const callIds = (count: number) => account.sandbox.calls.seed(count).map(({ callId }) => callId);
const rename = {
	resource: 'agent',
	operation: 'update',
	agentId: locator('={{ $json.id }}'),
	name: '={{ $json.name }}',
};
const deleteCalls = { resource: 'call', operation: 'delete', callId: locator('={{ $json.id }}') };
const asItems = (ids: string[]) => ids.map((id) => ({ id }));
/** The names that were sent, by the path they went to. */
const namesByPath = () => {
	const sent: Record<string, unknown[]> = {};
	for (const { path, body } of account.sandbox.requests) {
		(sent[path] ??= []).push((body as IDataObject).name);
	}
	return sent;
};

describe('Agents that items change', () => {
	const names = ['one', 'two', 'three', 'four'];

	it('are changed at once, each in the order of its items', async () => {
		const { sandbox } = account;
		// The first of each agent takes longest, so that the others would overtake it.
		sandbox.faults.add({ method: 'PATCH', times: 4, delayMs: 200, meanwhile: together(4) });
		const items = names.flatMap((name) => agentIds().map((id) => ({ id, name })));
		const { json, items: output, error } = await run(rename, { items });
		expect(error).toBeUndefined();
		expect(Object.values(namesByPath())).toEqual(agentIds().map(() => names));
		expect(sandbox.traffic.maxOpen).toBe(4);
		expect(json.map(({ agentId, name }) => ({ id: agentId, name }))).toEqual(items);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
	});

	it('wait for nobody but those of the same agent', async () => {
		const { sandbox } = account;
		const [slow, quick] = agentIds();
		const isDone = () => namesByPath()[`/api/agents/${quick}`]?.length === names.length;
		sandbox.faults.add({ path: `/api/agents/${slow}`, meanwhile: async () => await until(isDone) });
		const items = [slow, quick].flatMap((id) => names.map((name) => ({ id, name })));
		const { error } = await run(rename, { items });
		expect(error).toBeUndefined();
		expect(namesByPath()).toEqual({
			[`/api/agents/${slow}`]: names,
			[`/api/agents/${quick}`]: names,
		});
	});

	it('are read once, however the items of several are mixed', async () => {
		const [a, b] = agentIds();
		const items = [0.1, 0.2, 0.3].flatMap((temperature) => [
			{ id: a, temperature },
			{ id: b, temperature },
		]);
		const updateFields = { temperature: '={{ $json.temperature }}' };
		const { error } = await run({ ...rename, name: '', updateFields }, { items });
		expect(error).toBeUndefined();
		for (const id of [a, b]) {
			const methods = account.sandbox.requests
				.filter(({ path }) => path === `/api/agents/${id}`)
				.map(({ method }) => method);
			expect(methods).toEqual(['GET', 'PATCH', 'PATCH', 'PATCH']);
		}
	});

	it('are written once where the same is wanted again, whatever comes between', async () => {
		const [a, b] = agentIds();
		const items = [a, b, a, b, a].map((id) => ({ id, name: 'Same' }));
		const { json } = await run(rename, { items });
		expect(account.sandbox.requests).toHaveLength(2);
		expect(json.map(({ agentId }) => agentId)).toEqual([a, b, a, b, a]);
	});
});

describe('Messages to live calls', () => {
	it('reach each call in order, both calls at once', async () => {
		const { sandbox } = account;
		const ids = callIds(2);
		// Not live: it is the order of arrival that counts here.
		const texts = ['one', 'two', 'two', 'three'];
		const items = texts.flatMap((text) => ids.map((id) => ({ id, text })));
		sandbox.faults.add({ method: 'POST', times: 2, status: 204, meanwhile: together(2) });
		sandbox.faults.add({ method: 'POST', times: 99, status: 204 });
		const message = {
			...{ resource: 'call', operation: 'sendMessage', callId: locator('={{ $json.id }}') },
			text: '={{ $json.text }}',
		};
		const { error } = await run(message, { items });
		expect(error).toBeUndefined();
		for (const id of ids) {
			const said = sandbox.requests.filter(({ path }) => path.includes(id));
			expect(said.map(({ body }) => (body as IDataObject).text)).toEqual(texts);
		}
		expect(sandbox.traffic.maxOpen).toBe(2);
	});
});

describe('Calls that are deleted', () => {
	it('are so at once, more and more of them', async () => {
		const { sandbox } = account;
		const ids = callIds(100);
		sandbox.switches.latencyMs = 100;
		const { json } = await run(deleteCalls, { items: asItems(ids) });
		expect(json).toEqual(ids.map(() => ({ deleted: true })));
		expect(sandbox.requests).toHaveLength(100);
		expect(sandbox.traffic.maxOpen).toBeGreaterThan(20);
		expect(sandbox.traffic.maxOpen).toBeLessThanOrEqual(100);
	});

	it('are not begun any more when one has failed; what has begun is done', async () => {
		const { sandbox } = account;
		const ids = callIds(100);
		let begun: LoggedRequest[] = [];
		sandbox.faults.add({ method: 'DELETE', path: `/api/calls/${ids[2]}`, status: 402 });
		// The others are answered long after that one.
		sandbox.faults.add({
			...{ method: 'DELETE', times: 100 },
			meanwhile: async () => {
				await until(() => sandbox.requests.some(({ status }) => status === 402));
				await sleep(500);
				begun = [...sandbox.requests];
			},
		});
		const { error } = await run(deleteCalls, { items: asItems(ids) });
		expect(error?.message).toMatch(/^Row 3: The Ultravox account cannot be billed/);
		expect(begun.length).toBeGreaterThan(1);
		expect(sandbox.requests).toHaveLength(begun.length);
		const left = ids.filter((id) => sandbox.state.calls.has(id));
		expect(left).toHaveLength(100 - (begun.length - 1));
	});

	it('fail each by itself with Continue On Fail', async () => {
		const { sandbox } = account;
		const ids = callIds(60);
		const isOdd = (index: number) => index % 2 === 1;
		for (const [index, id] of ids.entries()) {
			if (isOdd(index)) sandbox.faults.add({ path: `/api/calls/${id}`, status: 402 });
		}
		const { items } = await run(deleteCalls, { items: asItems(ids), ...ON });
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_, item) => ({ item })));
		for (const [index, { json }] of items.entries()) {
			if (isOdd(index)) expect(json.error).toContain(`Row ${index + 1}: `);
			else expect(json).toEqual({ deleted: true });
		}
	});
});
