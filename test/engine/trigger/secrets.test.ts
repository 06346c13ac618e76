import { createHmac, randomUUID } from 'crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { UltravoxTrigger } from '../../../nodes/UltravoxTrigger/UltravoxTrigger.node';
import type { Sandbox } from '../../../sandbox';
import { useSandbox } from '../../support/account';
import { collectWarnings } from '../../support/harness/log-lines';
import { newProcess } from '../../support/harness/new-process';
import {
	webhookNode,
	type WebhookHarness,
	type WebhookOptions,
} from '../../support/harness/webhook';

jest.setTimeout(120_000);

const ours = useSandbox();
const theirs = useSandbox({ apiKey: randomUUID() });
let sandbox: Sandbox;
let otherAccount: Sandbox;

beforeEach(() => {
	({ sandbox } = ours);
	({ sandbox: otherAccount } = theirs);
});
afterEach(() => jest.restoreAllMocks());

const SECONDS = 1000;
const FIRST_KEY = () => ours.credentials();
const SECOND_KEY = () => ({ ultravoxApi: { apiKey: sandbox.secondApiKey, baseUrl: sandbox.url } });
const OTHER_ACCOUNT = () => theirs.credentials();

/** One trigger of one workflow, as n8n builds it anew for every request. */
function published() {
	const staticData: IDataObject = {};
	const identity = { nodeId: randomUUID(), webhookId: randomUUID(), staticData };
	const at = (more: Partial<WebhookOptions> = {}, options: INodeParameters = {}) =>
		webhookNode({
			node: UltravoxTrigger,
			parameters: { events: ['call.ended'], options },
			credentials: FIRST_KEY(),
			...identity,
			...more,
		});
	const lose = () => {
		for (const key of Object.keys(staticData)) delete staticData[key];
	};
	return { at, staticData, lose };
}

const webhooks = (account = sandbox) => [...account.state.webhooks.values()];
const secretsOf = (account = sandbox) => webhooks(account)[0]?.secrets ?? [];
const asked = (account = sandbox) => account.requests.map(({ method }) => method);
const forget = () => {
	sandbox.requests.length = 0;
	otherAccount.requests.length = 0;
};

/** Delivers an event of a call that has had none. @returns the status, and whether the workflow starts */
async function deliver(harness: WebhookHarness, secrets: string[], callId: string = randomUUID()) {
	const body = JSON.stringify({ event: 'call.ended', call: { callId } });
	const timestamp = new Date().toISOString();
	const signature = secrets
		.map((secret) =>
			createHmac('sha256', secret)
				.update(body + timestamp)
				.digest('hex'),
		)
		.join(',');
	const { status, started } = await harness.deliver({
		body,
		headers: {
			'X-Ultravox-Webhook-Timestamp': timestamp,
			'X-Ultravox-Webhook-Signature': signature,
		},
	});
	return { status, started };
}

const LET_IN = { status: 204, started: true };
const REFUSED = { status: 401, started: false };

const now = Date.now;

/** Moves this process's clock to so long after the present, in milliseconds. */
function later(ms: number): void {
	jest.spyOn(Date, 'now').mockImplementation(() => now() + ms);
}

describe('static data', () => {
	it('may be lost: the trigger goes on without a request, also after a restart', async () => {
		const { at, lose } = published();
		await at().activate();
		lose();
		forget();
		expect(await deliver(at(), secretsOf())).toEqual(LET_IN);
		const node = await newProcess();
		expect(await deliver(at({ node, staticData: {} }), secretsOf())).toEqual(LET_IN);
		expect(await deliver(at({ node, staticData: {} }), ['guessed'])).toEqual(REFUSED);
		expect(asked()).toEqual(['GET']);
	});

	it('may come back from before a rotation', async () => {
		const { at, staticData } = published();
		await at().activate();
		const before = JSON.parse(JSON.stringify(staticData)) as IDataObject;
		const [first] = secretsOf();
		await at({}, { secretVersion: 2 }).activate();
		const [second] = secretsOf();
		for (const node of [UltravoxTrigger, await newProcess()]) {
			const old = { node, staticData: structuredClone(before) };
			expect(await deliver(at(old, { secretVersion: 2 }), [second])).toEqual(LET_IN);
			expect(await deliver(at(old, { secretVersion: 2 }), [first])).toEqual(LET_IN);
		}

		const alone = { secretVersion: 2, keepPreviousSecret: false };
		await at({}, alone).activate();
		const old = { staticData: structuredClone(before) };
		expect(await deliver(at(old, alone), [second])).toEqual(LET_IN);
		expect(await deliver(at(old, alone), [first])).toEqual(REFUSED);
		// Publishing again with old data changes nothing.
		forget();
		await at(old, alone).activate();
		expect(asked()).toEqual(['GET']);
		expect(secretsOf()).toEqual([second]);
	});

	it.each<[string, IDataObject]>([
		['of another shape', { webhookId: 7, url: {}, settings: [], secrets: 'x', seen: 3 }],
		['of another n8n', { webhookId: randomUUID(), url: 'https://other.example.com/x' }],
	])('may be %s', async (_, stored) => {
		const { at } = published();
		await at().activate();
		const strange = { staticData: { 'node:Ultravox Trigger': stored } };
		expect(await deliver(at(strange), secretsOf())).toEqual(LET_IN);
		expect(await deliver(at(strange), [''])).toEqual(REFUSED);
	});

	it('are empty after the trigger was renamed', async () => {
		const { at } = published();
		await at().activate();
		const secrets = secretsOf();
		const renamed = { nodeName: 'Renamed' };
		expect(await deliver(at(renamed), secrets)).toEqual(LET_IN);
		await at().deactivate();
		await at(renamed).activate();
		expect(secretsOf()).toEqual(secrets);
	});

	it('hold no secret', async () => {
		const { at, staticData } = published();
		await at().activate();
		expect(JSON.stringify(staticData)).not.toContain(secretsOf()[0]);
		expect(JSON.stringify(staticData)).not.toContain(sandbox.apiKey.slice(9));
	});

	it('that are lost start no event again in the process that had it', async () => {
		const { at, lose } = published();
		await at().activate();
		expect(await deliver(at(), secretsOf(), 'a')).toEqual(LET_IN);
		lose();
		expect(await deliver(at(), secretsOf(), 'a')).toEqual({ status: 204, started: false });
		expect(await deliver(at(), secretsOf(), 'b')).toEqual(LET_IN);
		// The events were saved again with the next one.
		const node = await newProcess();
		expect(await deliver(at({ node }), secretsOf(), 'a')).toEqual({ status: 204, started: false });
		expect(await deliver(at({ node }), secretsOf(), 'c')).toEqual(LET_IN);
	});
});

describe('the secret', () => {
	it('belongs to the trigger and to the API key', async () => {
		const [one, other] = [published(), published()];
		await one.at().activate();
		await other.at().activate();
		const [first, second] = webhooks().map(({ secrets }) => secrets[0]);
		expect(first).not.toBe(second);
		expect(await deliver(one.at(), [second])).toEqual(REFUSED);
		expect(await deliver(other.at(), [first])).toEqual(REFUSED);
	});

	it('of a version that was skipped is asked for, and let in while it is kept', async () => {
		const { at } = published();
		await at().activate();
		const [first] = secretsOf();
		await at({}, { secretVersion: 7 }).activate();
		const [seventh] = secretsOf();
		expect(secretsOf()).toEqual([seventh, first]);
		forget();
		const node = await newProcess();
		for (const secret of [first, first, seventh]) {
			expect(await deliver(at({ node, staticData: {} }, { secretVersion: 7 }), [secret])).toEqual(
				LET_IN,
			);
		}
		expect(asked()).toEqual(['GET']);
	});

	it('before a rotation stays while n8n removes the webhook and makes it anew', async () => {
		const { at, lose } = published();
		await at().activate();
		const [first] = secretsOf();
		await at().deactivate();
		lose();
		await at({}, { secretVersion: 5 }).activate();
		expect(secretsOf()).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), first]);
	});
});

describe('another API key of the account', () => {
	it('is found out by asking once, and Ultravox then signs with the new secret too', async () => {
		const { at } = published();
		await at().activate();
		const [first] = secretsOf();
		forget();
		const now = { node: await newProcess(), credentials: SECOND_KEY() };
		const atOnce = await Promise.all([1, 2, 3].map(async () => await deliver(at(now), [first])));
		expect(atOnce).toEqual([LET_IN, LET_IN, LET_IN]);
		expect(asked()).toEqual(['GET', 'PATCH']);
		const [second, ...others] = secretsOf();
		expect(second).not.toBe(first);
		expect(others).toEqual([first]);
		expect(await deliver(at(now), [second])).toEqual(LET_IN);
		expect(await deliver(at(now), ['guessed'])).toEqual(REFUSED);
		// Another process needs no request any more.
		const next = { node: await newProcess(), credentials: SECOND_KEY() };
		expect(await deliver(at(next), secretsOf())).toEqual(LET_IN);
		expect(asked()).toEqual(['GET', 'PATCH']);
	});

	it('is noticed in a process that runs on', async () => {
		const { at } = published();
		const node = await newProcess();
		await at({ node }).activate();
		const [first] = secretsOf();
		expect(await deliver(at({ node }), ['guessed'])).toEqual(REFUSED);
		const now = { node, credentials: SECOND_KEY() };
		expect(await deliver(at(now), [first])).toEqual(LET_IN);
		expect(secretsOf()).toEqual([first]);
		later(61 * SECONDS);
		expect(await deliver(at(now), [first])).toEqual(LET_IN);
		expect(secretsOf()).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), first]);
	});

	it('drops the earlier secret where it is not to be kept, after what is under way', async () => {
		const { at } = published();
		const options = { keepPreviousSecret: false };
		await at({}, options).activate();
		const [first] = secretsOf();
		const now = { node: await newProcess(), credentials: SECOND_KEY() };
		expect(await deliver(at(now, options), [first])).toEqual(LET_IN);
		expect(await deliver(at(now, options), [first])).toEqual(LET_IN);
		const [second, ...others] = secretsOf();
		expect({ isNew: second !== first, others }).toEqual({ isNew: true, others: [] });
		const next = { node: await newProcess(), credentials: SECOND_KEY() };
		expect(await deliver(at(next, options), [first])).toEqual(REFUSED);
		expect(await deliver(at(next, options), [second])).toEqual(LET_IN);
	});

	it('lets nothing in while Ultravox cannot be asked, and in again at the next delivery', async () => {
		const { at } = published();
		await at().activate();
		const [first] = secretsOf();
		forget();
		sandbox.faults.add({ method: 'GET', status: 503, times: 1000 });
		const now = { node: await newProcess(), credentials: SECOND_KEY() };
		for (let time = 0; time < 5; time++) {
			expect(await deliver(at(now), [first])).toEqual(REFUSED);
		}
		expect(asked()).toEqual(['GET']);
		sandbox.faults.clear();
		// Ultravox delivers again after half a minute.
		later(30 * SECONDS);
		expect(await deliver(at(now), [first])).toEqual(LET_IN);
	});

	it('that may only read lets in what Ultravox signs', async () => {
		const { at } = published();
		await at().activate();
		const [first] = secretsOf();
		sandbox.faults.add({ method: 'PATCH', status: 403, body: { detail: 'No.' }, times: 1000 });
		const now = { node: await newProcess(), credentials: SECOND_KEY() };
		for (let time = 0; time < 3; time++) {
			expect(await deliver(at(now), [first])).toEqual(LET_IN);
		}
		expect(asked().filter((method) => method === 'PATCH')).toHaveLength(1);
	});
});

describe('forged deliveries', () => {
	it('have Ultravox asked once, however many they are', async () => {
		const { at } = published();
		await at().activate();
		forget();
		const flood = async () =>
			await Promise.all(
				Array.from({ length: 100 }, async () => await deliver(at(), [randomUUID()])),
			);
		for (const answer of [...(await flood()), ...(await flood())]) expect(answer).toEqual(REFUSED);
		expect(asked()).toEqual(['GET']);
		later(21 * SECONDS);
		await flood();
		expect(asked()).toEqual(['GET', 'GET']);
		// The genuine ones get in all the same.
		expect(await deliver(at(), secretsOf())).toEqual(LET_IN);
	});

	it('have nobody asked where they do not even look genuine', async () => {
		const { at } = published();
		await at().activate();
		forget();
		const body = JSON.stringify({ event: 'call.ended', call: { callId: 'a' } });
		const good = 'f'.repeat(64);
		const recent = new Date().toISOString();
		const hourAgo = new Date(Date.now() - 3600 * SECONDS).toISOString();
		for (const [timestamp, signature] of [
			['', good],
			['yesterday', good],
			[hourAgo, good],
			[recent, ''],
			[recent, 'f'],
			[recent, `sha256=${good}`],
		]) {
			const headers = {
				'X-Ultravox-Webhook-Timestamp': timestamp,
				'X-Ultravox-Webhook-Signature': signature,
			};
			const { status, started } = await at().deliver({ body, headers });
			expect({ status, started }).toEqual(REFUSED);
		}
		expect(asked()).toEqual([]);
	});

	it('have nobody asked while somebody listens for a test event', async () => {
		const { at } = published();
		await at({ test: true }).activate();
		forget();
		expect(await deliver(at({ test: true }), ['guessed'])).toEqual(REFUSED);
		expect(asked()).toEqual([]);
		expect(await deliver(at({ test: true }), secretsOf())).toEqual(LET_IN);
	});

	it('cannot have the webhook changed', async () => {
		const { at } = published();
		await at().activate();
		const before = structuredClone(webhooks());
		for (const node of [UltravoxTrigger, await newProcess()]) {
			expect(await deliver(at({ node, staticData: {} }), ['guessed'])).toEqual(REFUSED);
		}
		expect(webhooks()).toEqual(before);
	});
});

describe('the key of another account', () => {
	it('gets a webhook there when it is published, and the log names the one that is left', async () => {
		const { at } = published();
		await at().activate();
		const [{ webhookId, url }] = webhooks();
		const warnings = collectWarnings();
		const now = { node: await newProcess(), credentials: OTHER_ACCOUNT() };
		// n8n 2 removes it first, with the key that the credential has by now; n8n 1 does not at a start.
		await at({ ...now, staticData: structuredClone(at().staticData) }).activate();
		await at(now).deactivate();
		warnings.stop();
		expect(warnings.lines).toHaveLength(2);
		for (const line of warnings.lines) {
			expect(line).toContain(`webhook ${webhookId} for ${url}`);
			expect(line).toContain('Delete it in the Ultravox console of the account before');
			expect(line).not.toContain(otherAccount.apiKey);
		}
		await at(now).activate();
		expect(await deliver(at(now), secretsOf(otherAccount))).toEqual(LET_IN);
		expect(await deliver(at(now), secretsOf())).toEqual(REFUSED);
	});

	it('refuses the account of before, and the log says so once', async () => {
		const { at } = published();
		await at().activate();
		const [{ webhookId }] = webhooks();
		const warnings = collectWarnings();
		const now = { node: await newProcess(), credentials: OTHER_ACCOUNT() };
		for (const seconds of [0, 30, 60]) {
			if (seconds > 0) later(seconds * SECONDS);
			expect(await deliver(at(now), secretsOf())).toEqual(REFUSED);
		}
		warnings.stop();
		expect(warnings.lines).toEqual([
			expect.stringMatching(
				new RegExp(
					`Publish the workflow again.* delete webhook ${webhookId} in the Ultravox console`,
				),
			),
		]);
	});

	it('in a credential that was chosen instead leaves nothing behind', async () => {
		const { at } = published();
		await at().activate();
		// n8n removes with the old node, so with the credential that it had.
		const warnings = collectWarnings();
		await at().deactivate();
		await at({ credentials: OTHER_ACCOUNT() }).activate();
		warnings.stop();
		expect(webhooks()).toEqual([]);
		expect(webhooks(otherAccount)).toHaveLength(1);
		expect(warnings.lines).toEqual([]);
	});
});

describe('a credential that cannot be read', () => {
	const broken = (apiKey: string) => ({ ultravoxApi: { apiKey, baseUrl: sandbox.url } });

	it.each(['={{ $json.key }}', '=k{{ $json.key }}', '={{ $("Start").item.json.key }}'])(
		'as its key is %s is refused when the workflow is published',
		async (apiKey) => {
			const work = published()
				.at({ credentials: broken(apiKey) })
				.activate();
			await expect(work).rejects.toThrow(
				/^Ultravox API credential: it has an expression that needs the data of an item/,
			);
			expect(asked()).toEqual([]);
		},
	);

	it('lets nobody in', async () => {
		const { at } = published();
		await at().activate();
		const secrets = secretsOf();
		forget();
		for (const apiKey of ['={{ $json.key }}', '']) {
			const now = { node: await newProcess(), credentials: broken(apiKey) };
			expect(await deliver(at(now), secrets)).toEqual(REFUSED);
		}
		expect(asked()).toEqual([]);
	});
});
