import { jsonStringify, sleep, type IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import { startSandbox, type Fault, type LoggedRequest, type Sandbox } from '../../../sandbox';
import { runNode, type RunOptions, type RunResult } from '../../support/harness';
import { useSandbox } from '../../support/account';
import type { ProviderCase } from './providers';

type Parameters = NonNullable<RunOptions['parameters']>;
type More = Partial<Omit<RunOptions, 'node' | 'parameters'>>;

/**
 * Says what one try gave, with nothing looked up beside. Its time limit is the usual one: a busy machine may take seconds
 * for an answer.
 */
export const ONE_TRY = { maxRetries: 0, checkMapping: false };

/** What the tests of one provider work with. */
export interface TelephonyFixture {
	/** Set once the tests run. */
	sandbox: Sandbox;
	/** Path of the provider's configuration. */
	path: string;
	agentIds(): string[];
	/** Runs an operation and makes sure that no secret of a credential shows anywhere. */
	run(operation: string, parameters?: Parameters, more?: More): Promise<RunResult>;
	/** Runs Update with these choices. */
	update(parameters: Parameters, more?: More): Promise<RunResult>;
	/** The provider's stored configuration, secrets included. */
	stored(): IDataObject | null;
	/** Method and body of each request so far. */
	sent(): Array<[string, unknown]>;
	methods(): string[];
	/** Arms a fault for the provider's configuration. */
	fault(fault: Fault): void;
}

/**
 * Starts a sandbox for the tests of a file or of a `describe`, emptied before each test.
 *
 * @param agents how many agents the account has
 */
export function telephonyFixture(provider: ProviderCase, agents = 5): TelephonyFixture {
	const path = `/api/telephony_configs/${provider.id}`;
	const self = { path } as TelephonyFixture;
	const account = useSandbox({ agents });
	beforeAll(() => {
		({ sandbox: self.sandbox } = account);
	});

	self.agentIds = () => [...self.sandbox.state.agents.keys()];
	self.run = async (operation, parameters = {}, more = {}) => {
		const { sandbox } = self;
		const result = await runNode({
			node: Ultravox,
			parameters: { resource: provider.resource, operation, options: ONE_TRY, ...parameters },
			credentials: {
				...account.credentials(),
				[provider.credentialType]: provider.account,
			},
			...more,
		});
		const secrets = provider.secretFields.map((name) => provider.account[name]);
		expectNowhere([sandbox.apiKey, ...secrets], result, sandbox.requests);
		return result;
	};
	self.update = async (parameters, more) => await self.run('update', parameters, more);
	self.stored = () => self.sandbox.state.configs[provider.id] as IDataObject | null;
	self.sent = () => self.sandbox.requests.map(({ method, body }) => [method, body]);
	self.methods = () => self.sandbox.requests.map(({ method }) => method);
	self.fault = (fault) => self.sandbox.faults.add({ path, ...fault });
	return self;
}

/** Fails the test if a secret stands in the stored execution, in the messages or in the sandbox's log. */
export function expectNowhere(
	secrets: string[],
	result: RunResult,
	requests: LoggedRequest[] = [],
): void {
	const { stored, error, json, errorItems } = result;
	const everything = [stored, jsonStringify({ error, json, errorItems }), jsonStringify(requests)];
	for (const secret of secrets) {
		for (const text of everything) expect(text).not.toContain(secret);
	}
}

/** The account's fields as the sandbox's log shows them. */
export function hidden(provider: ProviderCase, account: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(account).map(([name, value]) => [
			name,
			provider.secretFields.includes(name) ? '***' : value,
		]),
	);
}

/** Waits until something is so; the test's own time limit ends it otherwise. */
export async function until(isSo: () => boolean): Promise<void> {
	while (!isSo()) await sleep(10);
}

/** Starts another sandbox for as long as the work takes, so that a failed test leaves none behind. */
export async function withSandbox<T>(work: (other: Sandbox) => Promise<T>): Promise<T> {
	const other = await startSandbox();
	return await work(other).finally(async () => await other.close());
}
