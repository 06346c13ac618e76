import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { LoggedRequest, ProviderWithNumbers, Sandbox } from '../../../sandbox';
import { useSandbox } from '../../support/account';
import { callListSearch, runNode, type RunOptions, type RunResult } from '../../support/harness';
import { expectNowhere } from '../telephony/fixture';
import { PROVIDERS_WITH_NUMBERS } from '../telephony/providers';

type Parameters = NonNullable<RunOptions['parameters']>;

/** What the tests of the phone numbers work with. */
export interface NumbersFixture {
	/** Set once the tests run. */
	sandbox: Sandbox;
	/** Runs an operation, and makes sure that no secret of the account shows anywhere. */
	run(
		operation: string,
		parameters?: Parameters,
		more?: Partial<Omit<RunOptions, 'node' | 'parameters'>>,
	): Promise<RunResult>;
	/** What the list of the panel offers. */
	search(parameters: Parameters, filter?: string): Promise<Array<{ name: string; value: unknown }>>;
	/** The provider's credential, as its account in the sandbox is. */
	credentialsOf(provider: ProviderWithNumbers): Record<string, IDataObject>;
	agentIds(): string[];
	/** The address at which an agent answers. */
	addressOf(agentId: string): string;
	/** Requests that went to a provider, and those that went to Ultravox. */
	toProvider(): LoggedRequest[];
	toUltravox(): LoggedRequest[];
}

/** Starts a sandbox for the tests of a file, with a Twilio configuration that nobody is allowed on. */
export function numbersFixture(): NumbersFixture {
	const self = {} as NumbersFixture;
	const account = useSandbox({ agents: 3 });
	beforeAll(() => {
		({ sandbox: self.sandbox } = account);
	});
	beforeEach(() => self.sandbox.seedConfig('twilio'));

	const all = () => ({
		...account.credentials(),
		...Object.assign({}, ...PROVIDERS_WITH_NUMBERS.map(({ id }) => self.credentialsOf(id))),
	});
	self.credentialsOf = (provider) => {
		const type = PROVIDERS_WITH_NUMBERS.find(({ id }) => id === provider)?.credentialType ?? '';
		return { [type]: { ...self.sandbox.state.phoneProviders[provider].account } };
	};
	self.run = async (operation, parameters = {}, more = {}) => {
		const { sandbox } = self;
		const result = await runNode({
			node: Ultravox,
			parameters: { resource: 'phoneNumber', operation, ...parameters },
			credentials: all(),
			providersAt: sandbox.phoneNumbers.url,
			...more,
		});
		const secrets = PROVIDERS_WITH_NUMBERS.flatMap(({ id, secretFields }) =>
			secretFields.map((name) => sandbox.state.phoneProviders[id].account[name]),
		);
		expectNowhere([sandbox.apiKey, ...secrets], result, sandbox.requests);
		return result;
	};
	self.search = async (parameters, filter) => {
		const { results } = await callListSearch(Ultravox, 'searchPhoneNumbers', {
			parameters: { resource: 'phoneNumber', operation: 'connect', ...parameters },
			credentials: all(),
			providersAt: self.sandbox.phoneNumbers.url,
			filter,
		});
		return results;
	};
	self.agentIds = () => [...self.sandbox.state.agents.keys()];
	self.addressOf = (agentId) => `${self.sandbox.url}/api/agents/${agentId}/telephony_xml`;
	const isProvider = ({ path }: LoggedRequest) => !path.startsWith('/api/');
	self.toProvider = () => self.sandbox.requests.filter(isProvider);
	self.toUltravox = () => self.sandbox.requests.filter((request) => !isProvider(request));
	return self;
}

/** Stands in the panel for a chosen number. */
export const chosen = (phoneNumber: unknown) => ({
	__rl: true as const,
	mode: 'id',
	value: String(phoneNumber),
});

/** A number or an application as the sandbox has it, under the provider's names. */
export type Seeded = Record<string, unknown>;
