import { startSandbox, type Sandbox } from '../../../sandbox';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(async () => {
	await sandbox.close();
	expect(sandbox.violations).toEqual([]);
});

const ask = async (key: string) =>
	await fetch(`${sandbox.url}/api/agents`, { headers: { 'x-api-key': key } });
const askTogether = async (count: number, key: string) =>
	await Promise.all(Array.from({ length: count }, async () => await ask(key)));
const statuses = (answers: Response[]) => [...new Set(answers.map(({ status }) => status))].sort();

it('allows 200 requests in a second, as documented', () => {
	expect(sandbox.switches.requestsPerSecond).toBe(200);
});

it('refuses more, and says when to ask again', async () => {
	sandbox.switches.requestsPerSecond = 3;
	const answers = await askTogether(30, sandbox.apiKey);
	expect(statuses(answers)).toEqual([200, 429]);
	const refused = answers.find(({ status }) => status === 429);
	expect(refused?.headers.get('retry-after')).toBe('1');
	expect(await refused?.json()).toEqual({ detail: expect.stringContaining('throttled') });
});

it('counts each key by itself, and nothing without a limit', async () => {
	sandbox.switches.requestsPerSecond = 3;
	await askTogether(30, sandbox.apiKey);
	expect((await ask(sandbox.secondApiKey)).status).toBe(200);
	sandbox.switches.requestsPerSecond = null;
	expect(statuses(await askTogether(30, sandbox.apiKey))).toEqual([200]);
});
