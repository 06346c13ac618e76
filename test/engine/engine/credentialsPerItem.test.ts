/** Credentials that hold expressions: each item has its own account. */
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { MemoryCredentialsHelper } from '../../support/harness/credentials-helper';
import { useSandbox } from '../../support/account';
import { runNode, type RunOptions } from '../../support/harness';
import { succeed } from '../../support/expectSuccess';

const TOKENS = ['first', 'second', 'third'].map((name) => `${name}${'0'.repeat(26)}`);
const SID = `AC${'0a1b2c3d4e5f6789'.repeat(2)}`;

const accounts = [useSandbox(), useSandbox()];
let one: Sandbox;
let other: Sandbox;

beforeEach(() => {
	[one, other] = accounts.map(({ sandbox }) => sandbox);
	for (const sandbox of [one, other]) sandbox.seedConfig('twilio');
});

const BY_ITEM = { apiKey: '={{ $json.key }}', baseUrl: '={{ $json.url }}' };
const items = (...sandboxes: Sandbox[]) =>
	sandboxes.map(({ apiKey, url }, index) => ({ key: apiKey, url, token: TOKENS[index], index }));

const run = async (
	parameters: IDataObject,
	input: IDataObject[],
	credentials: Record<string, ICredentialDataDecryptedObject> = {},
	more: Partial<RunOptions> = {},
) =>
	await runNode({
		node: Ultravox,
		items: input,
		credentials: { ultravoxApi: BY_ITEM, ...credentials },
		parameters: {
			resource: 'twilioTelephonyConfig',
			operation: 'update',
			options: { maxRetries: 0 },
			...parameters,
		} as RunOptions['parameters'],
		...more,
	});

it('the same change of two accounts is made in both', async () => {
	const { json } = await succeed(run({ agentAccess: 'all' }, items(one, other, one)));
	expect(json).toHaveLength(3);
	expect([one, other].map(({ requests }) => requests.map(({ method }) => method))).toEqual([
		['PATCH'],
		['PATCH'],
	]);
});

it('agents are added to the list of each account, not to a mixture', async () => {
	const [first, second] = [...one.state.agents.keys()];
	other.seedConfig('twilio', { callCreationAllowedAgentIds: [second] });
	await succeed(
		run({ agentAccess: 'add', callCreationAllowedAgentIds: [first] }, items(one, other)),
	);
	expect(one.state.configs.twilio?.callCreationAllowedAgentIds).toEqual([first]);
	expect(other.state.configs.twilio?.callCreationAllowedAgentIds).toEqual([second, first]);
});

it("each item's token of the provider is sent", async () => {
	await succeed(
		run({ accountSource: 'credential', updateFields: {} }, items(one, one, one), {
			ultravoxTwilioApi: { accountSid: SID, authToken: '={{ $json.token }}' },
		}),
	);
	expect(one.requests).toHaveLength(3);
	expect(one.state.configs.twilio?.authToken).toBe(TOKENS[2]);
});

it('a batch is made in each account', async () => {
	const [agent] = [...one.state.agents.keys()];
	const { items: output } = await succeed(
		run(
			{
				resource: 'callBatch',
				operation: 'create',
				agentId: { __rl: true, mode: 'id', value: agent },
				to: '=+1555000000{{ $json.index }}',
				from: '+15550001111',
				medium: 'twilio',
			},
			items(one, other, one),
		),
	);
	expect(output.map(({ pairedItem }) => pairedItem)).toEqual([
		[{ item: 0 }, { item: 2 }],
		[{ item: 1 }],
	]);
});

it('one item whose credential gives no key fails alone', async () => {
	const { json } = await run(
		{ resource: 'agent', operation: 'getAll', limit: 1 },
		[...items(one), { url: one.url }, ...items(other)],
		{},
		{ onError: 'continueRegularOutput' },
	);
	expect(json.map(({ error }) => error === undefined)).toEqual([true, false, true]);
});

it('credentials without expressions are read a fixed number of times', async () => {
	const read = jest.spyOn(MemoryCredentialsHelper.prototype, 'getDecrypted');
	const fixed = {
		ultravoxApi: { apiKey: one.apiKey, baseUrl: one.url },
		ultravoxTwilioApi: { accountSid: SID, authToken: TOKENS[0] },
	};
	const reads = async (count: number) => {
		read.mockClear();
		const input = Array.from({ length: count }, (_, index) => ({ index }));
		await succeed(
			run(
				{
					accountSource: 'credential',
					agentAccess: '={{ $json.index % 2 === 0 ? "all" : "listed" }}',
				},
				input,
				fixed,
			),
		);
		return read.mock.calls.length;
	};
	expect(await reads(50)).toBe(await reads(5));
	read.mockRestore();
});
