import type { IDataObject } from 'n8n-workflow';

import { ProbeTrigger, registrations } from '../../support/harness/probe-trigger';
import { webhookNode, type WebhookOptions } from '../../support/harness/webhook';

describe('the harness for triggers', () => {
	const trigger = (more: Partial<WebhookOptions> = {}) =>
		webhookNode({ node: ProbeTrigger, ...more });
	beforeEach(() => registrations.clear());

	const json = (body: IDataObject) => ({ body: JSON.stringify(body) });

	it('registers once, finds its registration after a restart and removes it', async () => {
		const staticData = {};
		const first = trigger({ staticData, baseUrl: 'https://n8n.test' });
		await first.activate();
		expect([...registrations]).toEqual([first.webhookUrl]);
		expect(first.webhookUrl).toMatch(/^https:\/\/n8n\.test\/webhook\/[-0-9a-f]{36}\/events$/);

		const restarted = trigger({ staticData, baseUrl: 'https://n8n.test' });
		expect(await restarted.checkExists()).toBe(true);
		await restarted.activate();
		expect(registrations.size).toBe(1);
		await restarted.deactivate();
		expect(registrations.size).toBe(0);
		expect(staticData).toEqual({ 'node:Probe Trigger': {} });
	});

	it('has another address for test events', () => {
		expect(trigger({ test: true }).webhookUrl).toContain('/webhook-test/');
	});

	it('saves nothing of a registration that failed', async () => {
		const failing = trigger({ parameters: { refuse: true } });
		await expect(failing.activate()).rejects.toThrow('Refused to register');
		// n8n's own clean-up does not know what the failed call had stored.
		expect(registrations.size).toBe(1);
		expect(failing.staticData).toEqual({ 'node:Probe Trigger': {} });
	});

	it('hands over the raw body and the headers, and answers at once', async () => {
		const { deliver } = bound(trigger());
		const body = '{ "n":  1, "text": "é" }';
		const delivery = await deliver({ body, headers: { 'X-Signature': 'abc' } });
		expect(delivery).toMatchObject({ status: 202, started: true });
		expect(JSON.parse(delivery.body)).toEqual({ message: 'Workflow was started' });
		expect(delivery.items.map((item) => item.json)).toEqual([{ raw: body, signature: 'abc' }]);
	});

	it('loses the static data that a delivery has changed and that starts an execution, as n8n does', async () => {
		const { deliver, staticData } = bound(trigger());
		await deliver(json({ n: 1 }));
		expect(staticData).toEqual({});
		await deliver(json({ n: 2, do: 'ignore' }));
		await deliver(json({ n: 3, do: 'ignore' }));
		expect(staticData).toEqual({ 'node:Probe Trigger': { seen: [2, 3] } });
	});

	it('gives back what the node answers by itself, or without a run', async () => {
		const { deliver } = bound(trigger());
		expect(await deliver(json({ do: 'refuse' }))).toMatchObject({
			status: 401,
			body: 'no',
			started: false,
		});
		expect(await deliver(json({ do: 'ignore' }))).toMatchObject({
			status: 202,
			body: 'ignored',
			started: false,
		});
	});

	it('answers for n8n where the node does not get to it', async () => {
		const { deliver } = bound(trigger());
		const failed = await deliver(json({ do: 'fail' }));
		expect([failed.status, failed.error?.message]).toEqual([500, 'Failed on purpose']);
		expect(failed.body).not.toContain('on purpose');
		expect((await deliver({ body: '{"n": ' })).status).toBe(422);
		expect((await deliver({ method: 'GET' })).status).toBe(404);
	});
});

function bound(harness: ReturnType<typeof webhookNode>) {
	return { deliver: harness.deliver.bind(harness), staticData: harness.staticData };
}
