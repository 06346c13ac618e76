/** Test cases that run on every version of n8n under test, each with an Ultravox account of its own. */
import { randomUUID } from 'node:crypto';
import { HostClient, type StoredCredential } from '../../../scripts/host/client.mts';
import { startSandbox } from '../../../sandbox/index.ts';
import { type SharedHost, sharedHosts } from './shared-hosts.mts';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/** What a case works with; filled before its first test. */
export interface HostBench {
	host: SharedHost;
	/** Logged in as the owner. */
	client: HostClient;
	/** The Ultravox account, fresh for each test. */
	sandbox: Sandbox;
	/** Credentials for the sandbox, stored in n8n under names that nobody else uses. */
	ultravox: StoredCredential;
	twilio: StoredCredential;
}

/** The Twilio account that the credential holds; a made-up one, whose token must never be stored in the clear. */
export const TWILIO_ACCOUNT = {
	accountSid: `AC${'0a1b2c3d4e5f6789'.repeat(2)}`,
	authToken: `secrettoken${randomUUID().replaceAll('-', '')}`,
};

const MINUTES = 60_000;

/** Like `describe`, once for each version of n8n. */
export function onEachHost(name: string, define: (bench: HostBench) => void): void {
	jest.setTimeout(5 * MINUTES);
	describe.each(sharedHosts())(`${name} on n8n $version`, (host) => {
		const bench = { host } as HostBench;

		beforeAll(async () => {
			bench.client = new HostClient(host.url);
			await bench.client.login(host.owner);
			bench.sandbox = await startSandbox();
			const suffix = randomUUID();
			bench.ultravox = await bench.client.createCredential({
				name: `Ultravox ${suffix}`,
				type: 'ultravoxApi',
				data: { apiKey: bench.sandbox.apiKey, baseUrl: bench.sandbox.url },
			});
			bench.twilio = await bench.client.createCredential({
				name: `Twilio ${suffix}`,
				type: 'ultravoxTwilioApi',
				data: TWILIO_ACCOUNT,
			});
		});

		beforeEach(() => bench.sandbox.reset());

		afterAll(async () => {
			await bench.client?.close();
			await bench.sandbox?.close();
		});

		define(bench);

		test('the sandbox kept to its own contract', () => {
			expect(bench.sandbox.violations).toEqual([]);
		});
	});
}
