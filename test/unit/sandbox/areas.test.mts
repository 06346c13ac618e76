import { startSandbox, type Sandbox } from '../../../sandbox';
import { PROVIDERS, providers } from '../../../sandbox/telephonyConfigs/providers';
import { caller, type Call } from './caller';

describe('a sandbox', () => {
	let sandbox: Sandbox;
	let call: Call;

	beforeEach(async () => {
		sandbox = await startSandbox();
		call = caller(sandbox);
	});

	afterEach(async () => await sandbox.close());

	test('complains about a path that it does not have, once and with a count', async () => {
		const { status, text } = await call('GET', '/api/nothing?a=1');
		expect(status).toBe(404);
		expect(text).toContain('the sandbox has no GET /api/nothing');
		await call('GET', '/api/nothing');
		await call('PATCH', '/api/nothing', {});
		expect(sandbox.violations).toEqual([
			'the sandbox has no GET /api/nothing (2 times)',
			'the sandbox has no PATCH /api/nothing',
		]);
		sandbox.reset();
		expect(sandbox.violations).toHaveLength(2);
	});

	test('does not complain about an address outside the API, nor where a fault is played', async () => {
		expect((await call('GET', '/elsewhere/api/agents')).status).toBe(404);
		sandbox.faults.add({ status: 503 });
		expect((await call('GET', '/api/nothing')).status).toBe(503);
		expect(sandbox.violations).toEqual([]);
	});

	test.each(PROVIDERS)(
		'has a whole account of %s to seed, and hides its secrets',
		async (provider) => {
			const path = `/api/telephony_configs/${provider}`;
			const { readable, secret, seeded } = providers[provider];
			expect(Object.keys(seeded).sort()).toEqual(Object.keys({ ...readable, ...secret }).sort());
			sandbox.seedConfig(provider);
			const { status, body } = await call('GET', path);
			expect(status).toBe(200);
			expect(body).toMatchObject({ callCreationAllowAllAgents: false });
			await call('PATCH', path, seeded);
			const secrets = Object.keys(secret);
			expect(sandbox.requests[1].secretFields.sort()).toEqual(secrets.sort());
			for (const name of secrets) {
				expect(JSON.stringify([body, sandbox.requests])).not.toContain(seeded[name]);
			}
			expect(sandbox.violations).toEqual([]);
		},
	);
});
