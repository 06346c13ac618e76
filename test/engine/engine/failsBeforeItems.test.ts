import type { INodeParameters } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { runNode, type RunOptions } from '../../support/harness';
import { expectSuccess } from '../../support/expectSuccess';
import { useSandbox } from '../../support/account';

const account = useSandbox({ agents: 1 });
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
});

const ITEMS = [{ name: 'one' }, { name: 'two' }];

const run = async (parameters: INodeParameters, more: Partial<RunOptions>) =>
	await runNode({
		node: Ultravox,
		parameters: { resource: 'agent', operation: 'getAll', ...parameters },
		credentials: account.credentials(),
		items: ITEMS,
		...more,
	});

const cases: Array<[string, INodeParameters, RegExp]> = [
	[
		'an option that is missing',
		{ options: { timeout: '={{ $json.seconds }}' } },
		/^Timeout: the expression/,
	],
	[
		'options that n8n cannot read',
		{ options: { timeout: '={{ $json.name.constructor.x }}' } },
		/./,
	],
	[
		'an operation that there is not',
		{ operation: '={{ $json.name }}' },
		/has no operation ".*" for "agent"/,
	],
];

describe.each(cases)('%s', (_, parameters, message) => {
	it('leaves by the error output, for each item', async () => {
		const result = await run(parameters, { onError: 'continueErrorOutput' });
		expect(result.items).toEqual([]);
		expect(result.errorItems.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
		]);
		result.errorItems.forEach(({ json }, index) => {
			expect(String(json.error).replace(/^Row \d: /, '')).toMatch(message);
			expect(json.error).toMatch(new RegExp(`^Row ${index + 1}: `));
		});
		expectSuccess(result);
		expect(sandbox.requests).toEqual([]);
	});

	it('leaves as an error, not as the input, with Continue', async () => {
		const { json } = await run(parameters, { onError: 'continueRegularOutput' });
		expect(json).toEqual([{ error: expect.any(String) }, { error: expect.any(String) }]);
		expect(sandbox.requests).toEqual([]);
	});

	it('stops the workflow otherwise', async () => {
		const { error, items } = await run(parameters, {});
		expect(error?.message).toMatch(message);
		expect(items).toEqual([]);
		expect(sandbox.requests).toEqual([]);
	});
});

it('a credential that cannot be read leaves by the error output, for each item', async () => {
	for (const parameters of [
		{ operation: 'getAll' },
		{ resource: 'twilioTelephonyConfig', operation: 'update', accountSource: 'credential' },
	]) {
		const result = await run(parameters, {
			onError: 'continueErrorOutput',
			credentials: { ultravoxApi: { apiKey: '', baseUrl: sandbox.url } },
		});
		expect(result.items).toEqual([]);
		expect(result.errorItems.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
		]);
	}
	expect(sandbox.requests).toEqual([]);
});
