import { createHmac } from 'crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { UltravoxTrigger } from '../../../nodes/UltravoxTrigger/UltravoxTrigger.node';
import type { Sandbox } from '../../../sandbox';
import { callListSearch } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { webhookNode, type WebhookOptions } from '../../support/harness/webhook';

jest.setTimeout(60_000);

const account = useSandbox();
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
});

const WEBHOOKS = '/api/webhooks';
const PUBLIC = 'https://n8n.example.com';

const trigger = (parameters: INodeParameters = {}, more: Partial<WebhookOptions> = {}) =>
	webhookNode({
		node: UltravoxTrigger,
		parameters: { events: ['call.ended'], ...parameters },
		credentials: account.credentials(),
		baseUrl: PUBLIC,
		...more,
	});

const stored = () => [...sandbox.state.webhooks.values()];
const writes = () =>
	sandbox.requests.filter(({ method }) => method !== 'GET').map(({ method }) => method);
const agentIds = () => [...sandbox.state.agents.keys()];
const locate = (agentId: string) => ({ __rl: true, mode: 'id', value: agentId });

/** Those of the secrets with which a delivery is let in, by an n8n that has only the static data. */
async function trusted(
	staticData: IDataObject,
	secrets: string[],
	parameters: INodeParameters = {},
): Promise<string[]> {
	const found: string[] = [];
	for (const secret of secrets) {
		const body = JSON.stringify({ event: 'call.ended', call: { callId: secret } });
		const timestamp = new Date().toISOString();
		const { status } = await trigger(parameters, { staticData }).deliver({
			body,
			headers: {
				'X-Ultravox-Webhook-Timestamp': timestamp,
				'X-Ultravox-Webhook-Signature': createHmac('sha256', secret)
					.update(body + timestamp)
					.digest('hex'),
			},
		});
		if (status === 204) found.push(secret);
	}
	return found;
}

/** Other people's webhooks, more than fit on one page. */
async function seedOthers(count: number): Promise<void> {
	for (let index = 0; index < count; index++) {
		await trigger({}, { webhookId: `other-${index}` }).create();
	}
	sandbox.requests.length = 0;
}

/** What went wrong, in the words that the editor shows: n8n 2 takes the message, n8n 1 the description if there is one. */
async function failureOf(work: Promise<unknown>): Promise<string> {
	const error = await work.then(
		(): Error & { description?: string } => new Error('It worked.'),
		(thrown: Error & { description?: string }) => thrown,
	);
	expect(error.description ?? error.message).toBe(error.message);
	return error.message;
}

describe('activating', () => {
	it('creates the webhook with a secret of its own', async () => {
		const staticData: IDataObject = {};
		const harness = trigger({ events: ['call.ended', 'call.started'] }, { staticData });
		await harness.activate();

		const [webhook] = stored();
		expect(stored()).toHaveLength(1);
		expect(webhook).toMatchObject({
			url: harness.webhookUrl,
			events: ['call.started', 'call.ended'],
			agentId: null,
		});
		expect(webhook.secrets).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
		expect(await trusted(staticData, [...webhook.secrets, 'another'])).toEqual(webhook.secrets);
		expect(JSON.stringify(staticData)).not.toContain(webhook.secrets[0]);
	});

	it('is limited to the chosen agent', async () => {
		const [agentId] = agentIds();
		await trigger({ agentId: locate(agentId.toUpperCase()) }).activate();
		expect(stored()).toMatchObject([{ agentId }]);
	});

	it('ten times leaves one webhook, found over all pages', async () => {
		await seedOthers(103);
		const staticData = {};
		for (let time = 0; time < 10; time++) await trigger({}, { staticData }).activate();
		expect(stored()).toHaveLength(104);
		expect(writes()).toEqual(['POST']);
	});

	it('updates its webhook to changed settings instead of adding another', async () => {
		const staticData = {};
		await trigger({}, { staticData }).activate();
		const [{ webhookId, secrets }] = stored();
		const [agentId] = agentIds();

		await trigger({ events: ['call.billed'], agentId: locate(agentId) }, { staticData }).activate();
		expect(stored()).toMatchObject([{ webhookId, events: ['call.billed'], agentId, secrets }]);

		await trigger({ events: ['call.billed'] }, { staticData }).activate();
		expect(stored()).toMatchObject([{ webhookId, events: ['call.billed'], agentId: null }]);
		expect(writes()).toEqual(['POST', 'PATCH', 'PATCH']);
	});

	it('keeps the secrets when n8n has lost what it knew', async () => {
		await trigger().activate();
		const [{ secrets }] = stored();
		const staticData: IDataObject = {};
		await trigger({}, { staticData }).activate();
		expect(stored()).toHaveLength(1);
		expect(await trusted(staticData, secrets)).toEqual(secrets);
	});

	it('removes further webhooks with its address', async () => {
		const staticData = {};
		await trigger({}, { staticData }).activate();
		const [{ webhookId }] = stored();
		await trigger({}, { staticData }).create();
		await trigger({}, { staticData: {} }).create();
		expect(stored()).toHaveLength(3);
		await trigger({}, { staticData }).activate();
		expect(stored()).toHaveLength(1);
		expect(stored()[0].webhookId).not.toBe(webhookId);
	});

	it('has another webhook for test events, and leaves the production one alone', async () => {
		const production = trigger();
		await production.activate();
		const test = trigger({}, { test: true });
		await test.activate();
		expect(stored().map(({ url }) => url)).toEqual([production.webhookUrl, test.webhookUrl]);
		expect(stored()[0].secrets).not.toEqual(stored()[1].secrets);
		await test.deactivate();
		expect(stored()).toMatchObject([{ url: production.webhookUrl }]);
	});

	it('does not touch what another n8n has registered, even with its data', async () => {
		const staticData = {};
		const original = trigger({}, { staticData });
		await original.activate();
		const copy = trigger({}, { staticData, baseUrl: 'https://staging.example.com' });
		await copy.activate();
		expect(stored().map(({ url }) => url)).toEqual([original.webhookUrl, copy.webhookUrl]);
		await copy.deactivate();
		expect(stored()).toMatchObject([{ url: original.webhookUrl }]);
	});
});

describe('deactivating', () => {
	it('removes the webhook and no other', async () => {
		await seedOthers(3);
		const harness = trigger();
		await harness.activate();
		await harness.deactivate();
		expect(stored()).toHaveLength(3);
	});

	it('is fine with a webhook that is gone', async () => {
		const harness = trigger();
		await harness.activate();
		sandbox.state.webhooks.clear();
		expect(await harness.delete()).toBe(true);
	});

	it('finds the webhook when n8n has lost its ID', async () => {
		await trigger().activate();
		expect(await trigger().delete()).toBe(true);
		expect(stored()).toEqual([]);
	});

	it('does not stop n8n when Ultravox is out of reach, and the next activation takes over', async () => {
		const staticData = {};
		await trigger({}, { staticData }).activate();
		const [{ webhookId }] = stored();
		sandbox.faults.add({ path: /webhooks/, status: 401, times: 10 });
		expect(await trigger({}, { staticData }).delete()).toBe(false);
		sandbox.faults.clear();
		await trigger({}, { staticData }).activate();
		expect(stored()).toMatchObject([{ webhookId }]);
	});

	it('keeps the secrets, for deliveries that are under way', async () => {
		const staticData: IDataObject = {};
		const harness = trigger({}, { staticData });
		await harness.activate();
		const [{ secrets }] = stored();
		await harness.deactivate();
		await harness.activate();
		expect(stored()).toMatchObject([{ secrets }]);
	});
});

describe('a registration that does not work out', () => {
	it('leaves nothing behind and says why', async () => {
		sandbox.faults.add({
			method: 'POST',
			path: WEBHOOKS,
			status: 400,
			body: { events: ['Not on this plan.'] },
		});
		const message = await failureOf(trigger().activate());
		expect(message).toBe(
			'Events: Not on this plan. Ultravox refused this value (status 400). Change it and run the step again.',
		);
		expect(stored()).toEqual([]);
	});

	it('hints at the address when that is a private one', async () => {
		sandbox.faults.add({
			method: 'POST',
			path: WEBHOOKS,
			status: 400,
			body: { url: ['Enter a valid URL.'] },
		});
		const failure = await failureOf(trigger({}, { baseUrl: 'http://localhost:5678' }).activate());
		expect(failure).toMatch(/^Webhook URL: Enter a valid URL\. .*WEBHOOK_URL/);
	});

	it('is refused here when the address is too long', async () => {
		const baseUrl = `https://${'n8n.'.repeat(40)}example.com`;
		const message = await failureOf(trigger({}, { baseUrl }).activate());
		expect(message).toMatch(
			/^Webhook URL: it has 2\d\d characters, .* at most 200\. .*WEBHOOK_URL/,
		);
		expect(sandbox.requests).toEqual([]);
	});

	it('takes over a webhook that was made although the answer got lost', async () => {
		sandbox.faults.add({ method: 'POST', path: WEBHOOKS, applyFirst: true, reset: 'before' });
		const staticData: IDataObject = {};
		await trigger({}, { staticData }).activate();
		expect(stored()).toHaveLength(1);
		const [{ secrets }] = stored();
		expect(await trusted(staticData, secrets)).toEqual(secrets);
		expect(writes()).toEqual(['POST']);
	});

	it('removes one that it cannot take over', async () => {
		const answer = { status: 403, body: { detail: 'No.' } };
		sandbox.faults.add({ method: 'POST', path: WEBHOOKS, applyFirst: true, reset: 'before' });
		sandbox.faults.add({ method: 'GET', path: WEBHOOKS, after: 1, ...answer });
		const message = await failureOf(trigger().activate());
		expect(message).toContain('connection');
		expect(stored()).toEqual([]);
	});

	it('does not keep the user waiting for a wrong key', async () => {
		const message = await failureOf(
			trigger(
				{},
				{ credentials: { ultravoxApi: { apiKey: 'wrong', baseUrl: sandbox.url } } },
			).activate(),
		);
		expect(message).toMatch(
			/^Ultravox did not accept the API key\. Open the Ultravox API credential/,
		);
	});

	it.each<[INodeParameters, string]>([
		[{ events: [] }, 'Events: none is chosen'],
		[{ events: ['call.paused'] }, 'Events: "call.paused" is not an event of Ultravox'],
		[{ agentId: locate('Ada') }, 'Agent: "Ada" is not an ID'],
		[{ agentId: locate('={{ undefined }}') }, 'Agent: the expression gives no value'],
	])('is refused before a request for %j', async (parameters, message) => {
		const failure = await failureOf(trigger(parameters).activate());
		expect(failure).toContain(message);
		expect(sandbox.requests.filter(({ method }) => method === 'POST')).toEqual([]);
	});

	it('shows no secret, not even when the API repeats it', async () => {
		const staticData: IDataObject = {};
		await trigger({}, { staticData }).activate();
		const [secret] = stored()[0].secrets;
		sandbox.faults.add({
			method: 'PATCH',
			status: 400,
			body: { secrets: [`${secret} is too weak.`] },
		});
		const failure = await failureOf(
			trigger({ events: ['call.billed'] }, { staticData }).activate(),
		);
		expect(failure).toContain('is too weak');
		expect(failure).not.toContain(secret);
	});
});

describe('at the start of n8n', () => {
	it('what was registered is kept while Ultravox is out of reach', async () => {
		const staticData = {};
		await trigger({}, { staticData }).activate();
		sandbox.faults.add({ path: WEBHOOKS, status: 503, times: 10, headers: { 'retry-after': '0' } });
		await trigger({}, { staticData }).activate();
		expect(stored()).toHaveLength(1);
	});

	it('changed settings are not taken for registered', async () => {
		const staticData = {};
		await trigger({}, { staticData }).activate();
		sandbox.faults.add({ path: WEBHOOKS, status: 503, times: 10, headers: { 'retry-after': '0' } });
		const message = await failureOf(
			trigger({ events: ['call.billed'] }, { staticData }).activate(),
		);
		expect(message).toContain('Ultravox cannot answer at the moment');
	});

	it('a webhook that somebody has removed is made again', async () => {
		const staticData: IDataObject = {};
		await trigger({}, { staticData }).activate();
		const [{ secrets }] = stored();
		sandbox.state.webhooks.clear();
		await trigger({}, { staticData }).activate();
		expect(stored()).toMatchObject([{ secrets }]);
	});
});

describe('another secret version', () => {
	const version = (secretVersion: number, keepPreviousSecret = true) => ({
		options: { secretVersion, keepPreviousSecret },
	});

	it.each([
		['while the webhook is there', async () => {}],
		[
			'when n8n removes and creates the webhook',
			async (staticData: IDataObject) => await trigger({}, { staticData }).deactivate(),
		],
	])('puts a new secret before the old one, %s', async (_, between) => {
		const staticData: IDataObject = {};
		await trigger({}, { staticData }).activate();
		const [first] = stored()[0].secrets;

		await between(staticData);
		await trigger(version(2), { staticData }).activate();
		const [second, ...older] = stored()[0].secrets;
		expect(older).toEqual([first]);
		expect(second).not.toBe(first);
		expect(await trusted(staticData, [first, second], version(2))).toEqual([first, second]);

		await trigger(version(2), { staticData }).activate();
		expect(stored()[0].secrets).toEqual([second, first]);

		await trigger(version(2, false), { staticData }).activate();
		expect(stored()[0].secrets).toEqual([second]);
		expect(await trusted(staticData, [first, second], version(2, false))).toEqual([second]);
	});

	it('drops the old one at once when that is asked for', async () => {
		const staticData: IDataObject = {};
		await trigger({}, { staticData }).activate();
		const [first] = stored()[0].secrets;
		await trigger(version(2, false), { staticData }).activate();
		expect(stored()[0].secrets).toHaveLength(1);
		expect(stored()[0].secrets).not.toContain(first);
	});
});

it('offers the agents of the account', async () => {
	const { results } = await callListSearch(UltravoxTrigger, 'searchAgents', {
		credentials: account.credentials(),
	});
	expect(results.map(({ value }) => value)).toEqual(agentIds());
});
