/** Test cases that run on every version of n8n under test, each with an Ultravox account of its own. */
import { randomUUID } from 'node:crypto';
import { HostClient, type StoredCredential } from '../../../scripts/host/client.mts';
import { startSandbox } from '../../../sandbox/index.ts';
import { type SharedHost, sharedHosts } from './shared-hosts.mts';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/** What a case works with; filled before its first test. */
export interface HostFixture {
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
export function onEachHost(name: string, define: (fixture: HostFixture) => void): void {
	jest.setTimeout(5 * MINUTES);
	describe.each(sharedHosts())(`${name} on n8n $version`, (host) => {
		const fixture = { host } as HostFixture;

		beforeAll(async () => {
			fixture.client = new HostClient(host.url);
			await fixture.client.login(host.owner);
			fixture.sandbox = await startSandbox();
			const suffix = randomUUID();
			fixture.ultravox = await fixture.client.createCredential({
				name: `Ultravox ${suffix}`,
				type: 'ultravoxApi',
				data: { apiKey: fixture.sandbox.apiKey, baseUrl: fixture.sandbox.url },
			});
			fixture.twilio = await fixture.client.createCredential({
				name: `Twilio ${suffix}`,
				type: 'ultravoxTwilioApi',
				data: TWILIO_ACCOUNT,
			});
		});

		beforeEach(() => fixture.sandbox.reset());

		afterAll(async () => {
			await fixture.client?.close();
			await fixture.sandbox?.close();
		});

		define(fixture);

		test('the sandbox kept to its own contract', () => {
			expect(fixture.sandbox.violations).toEqual([]);
		});
	});
}
