/** The credential has got another API key since the tool was registered: whoever comes is looked up at Ultravox. */
import type { Sandbox } from '../../../sandbox';
import { useSandbox } from '../../support/account';
import type { WebhookHarness } from '../../support/harness/webhook';
import { anotherProcess, ownTools, secretOf, toolTriggers } from './support';

jest.setTimeout(60_000);

const account = useSandbox();
const trigger = toolTriggers(account);
const LONG_ENOUGH_MS = 30_000;
let sandbox: Sandbox;
let harness: WebhookHarness;

const use = async (secret: string) =>
	await harness.deliver({
		headers: { 'X-N8N-Tool-Secret': secret, 'X-Ultravox-Call-Id': 'the-call' },
		body: '{"orderNumber": "A12"}',
	});
const forged = async () => await use('0'.repeat(64));
async function genuine(): Promise<boolean> {
	const { started, n8nAnswers } = await use(secretOf(ownTools(account)[0]));
	n8nAnswers?.(200, {});
	return started;
}

beforeEach(async () => {
	({ sandbox } = account);
	const before = trigger();
	await before.activate();
	const { staticData } = before;
	harness = trigger(
		{},
		{
			node: await anotherProcess(),
			credentials: { ultravoxApi: { apiKey: sandbox.secondApiKey, baseUrl: sandbox.url } },
			staticData,
		},
	);
	expect(await genuine()).toBe(true);
	const later = Date.now() + LONG_ENOUGH_MS;
	jest.spyOn(Date, 'now').mockImplementation(() => later);
});

afterEach(() => {
	jest.restoreAllMocks();
});

it('gets in although what is forged has Ultravox asked in vain', async () => {
	sandbox.faults.add({ method: 'GET', path: '/api/tools', status: 503 });
	expect((await forged()).status).toBe(401);
	expect(await genuine()).toBe(true);
	expect((await forged()).status).toBe(401);
});

it('does not wait while Ultravox is asked for what is forged', async () => {
	let release = () => {};
	const gate = new Promise<void>((resolve) => (release = resolve));
	const asked = new Promise<void>((resolve) => {
		const meanwhile = async () => {
			resolve();
			await gate;
		};
		sandbox.faults.add({ method: 'GET', path: '/api/tools', meanwhile });
	});
	const answer = forged();
	await asked;
	expect(await genuine()).toBe(true);
	release();
	expect((await answer).status).toBe(401);
});
