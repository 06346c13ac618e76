import { startSandbox } from '../../../sandbox';
import type { Sandbox } from '../../../sandbox';
import { caller } from './caller';
import type { Call } from './caller';

const TWILIO = '/api/telephony_configs/twilio';
const ME = '/api/accounts/me';

let sandbox: Sandbox;
let call: Call;

beforeAll(async () => {
	sandbox = await startSandbox({ agents: 1 });
	call = caller(sandbox);
});
beforeEach(() => {
	sandbox.reset();
	sandbox.seedConfig('twilio', { accountSid: 'AC0' });
});
afterAll(async () => {
	await sandbox.close();
	expect(sandbox.violations).toEqual([]);
});

test('answers with status, headers and body, as often as asked', async () => {
	sandbox.faults.add({
		status: 429,
		headers: { 'retry-after': '7' },
		body: { detail: 'Slow down.' },
		times: 2,
	});
	for (const expected of [429, 429, 200]) expect((await call('GET', ME)).status).toBe(expected);
	expect(sandbox.requests.map(({ status }) => status)).toEqual([429, 429, 200]);
	sandbox.faults.add({ status: 429, headers: { 'retry-after': '7' } });
	expect((await call('GET', ME)).headers['retry-after']).toBe('7');
});

test('waits for its turn, method and path', async () => {
	sandbox.faults.add({ method: 'patch', path: /twilio$/, after: 1, status: 503 });
	expect((await call('GET', TWILIO)).status).toBe(200);
	expect((await call('PATCH', TWILIO, { accountSid: 'AC1' })).status).toBe(200);
	expect((await call('PATCH', TWILIO, { accountSid: 'AC2' })).status).toBe(503);
	expect(sandbox.state.configs.twilio?.accountSid).toBe('AC1');
	sandbox.faults.add({ path: ME, status: 500, times: Infinity });
	sandbox.faults.clear();
	expect((await call('GET', ME)).status).toBe(200);
});

test('sends pages, broken JSON, nothing', async () => {
	sandbox.faults.add({ status: 502, body: '<html>Bad gateway</html>' });
	const gateway = await call('GET', ME);
	expect(gateway).toMatchObject({ status: 502, text: '<html>Bad gateway</html>' });
	expect(gateway.headers['content-type']).toBe('text/html');
	sandbox.faults.add({ malformed: true, applyFirst: true });
	const broken = await call('GET', ME);
	expect(broken.status).toBe(200);
	expect(broken.text).toContain('accountId');
	expect(broken.body).toBeUndefined();
	sandbox.faults.add({ status: 204 });
	expect(await call('GET', ME)).toMatchObject({ status: 204, text: '' });
	sandbox.faults.add({ status: 200 });
	expect(await call('GET', ME)).toMatchObject({ status: 200, text: '' });
});

test.each([{ reset: 'before' }, { reset: 'middle' }, { truncated: true }] as const)(
	'cuts the connection: %j',
	async (fault) => {
		sandbox.faults.add({ ...fault, applyFirst: true });
		await expect(call('PATCH', TWILIO, { accountSid: 'AC1' })).rejects.toThrow();
		expect(sandbox.state.configs.twilio?.accountSid).toBe('AC1');
		sandbox.faults.add(fault);
		await expect(call('PATCH', TWILIO, { accountSid: 'AC2' })).rejects.toThrow();
		expect(sandbox.state.configs.twilio?.accountSid).toBe('AC1');
		expect((await call('GET', TWILIO)).status).toBe(200);
	},
);

test('carries a write out and then tells otherwise', async () => {
	sandbox.faults.add({ method: 'PATCH', status: 504, applyFirst: true });
	expect((await call('PATCH', TWILIO, { accountSid: 'AC1' })).status).toBe(504);
	expect(sandbox.state.configs.twilio?.accountSid).toBe('AC1');
	expect(sandbox.requests[0].status).toBe(504);
});

test('never answers', async () => {
	sandbox.faults.add({ never: true });
	const pending = call('GET', ME, undefined, {}, { headersTimeout: 300 });
	await expect(pending).rejects.toThrow(/[Tt]imeout/);
	expect(sandbox.requests[0].status).toBeNull();
});

test('only delays', async () => {
	sandbox.faults.add({ delayMs: 50 });
	expect((await call('GET', ME)).status).toBe(200);
});

test('hits a request with a wrong key too', async () => {
	sandbox.faults.add({ status: 503 });
	expect((await call('GET', ME, undefined, { 'x-api-key': 'wrong' })).status).toBe(503);
});

test('reset brings back state, log, faults and switches', async () => {
	sandbox.faults.add({ status: 500, times: Infinity });
	sandbox.switches.mapping = 'merge';
	sandbox.seedAgents(3);
	await call('GET', ME);
	sandbox.reset();
	expect(sandbox.requests).toEqual([]);
	expect(sandbox.state.agents.size).toBe(1);
	expect(sandbox.state.configs.twilio).toBeNull();
	expect(sandbox.switches.mapping).toBe('replace');
	expect((await call('GET', ME)).status).toBe(200);
});
