import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox';

/** An account of the sandbox, for the tests of a file or of a `describe`. */
export interface Account {
	/** Set once the tests run. */
	sandbox: Sandbox;
	/** What a node under test gets as its credentials. */
	credentials(): Record<string, ICredentialDataDecryptedObject>;
}

const inUse = new Set<Sandbox>();

/** What the sandboxes of the running tests have to complain about. */
export function complaints(): string[] {
	return [...inUse].flatMap(({ violations }) => violations);
}

/**
 * Starts a sandbox, empties it before each test, and checks at the end that it has nothing to complain about.
 *
 * @param options as for `startSandbox`, e.g. `{ agents: 2 }`
 */
export function useSandbox(options: Parameters<typeof startSandbox>[0] = {}): Account {
	const account: Account = {
		sandbox: undefined as unknown as Sandbox,
		credentials: () => ({
			ultravoxApi: { apiKey: account.sandbox.apiKey, baseUrl: account.sandbox.url },
		}),
	};
	beforeAll(async () => {
		account.sandbox = await startSandbox(options);
		inUse.add(account.sandbox);
	});
	beforeEach(() => account.sandbox.reset());
	afterAll(async () => {
		inUse.delete(account.sandbox);
		await account.sandbox.close();
		expect(account.sandbox.violations).toEqual([]);
	});
	return account;
}
