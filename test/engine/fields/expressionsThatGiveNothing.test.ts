import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import { resources } from '../../../nodes/Ultravox/resources';
import type { Sandbox } from '../../../sandbox';
import { AN_ID, placesOf, SPELLINGS } from '../../support/everyField';
import { runNode, type RunOptions } from '../../support/harness';
import { PROVIDERS } from '../telephony/providers';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(240_000);

const account = useSandbox({ agents: 2 });
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
});

const run = async (
	parameters: INodeParameters,
	items: IDataObject[] = [{ there: AN_ID }],
	more: Partial<RunOptions> = {},
) =>
	await runNode({
		node: Ultravox,
		parameters,
		credentials: {
			ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
			...Object.fromEntries(PROVIDERS.map((one) => [one.credentialType, one.account])),
		},
		items,
		...more,
	});

const [USUAL, ...OTHERS] = SPELLINGS;
let turn = 0;
/** All in every field are tried by `npm run faults`, which takes its time. */
const inTurn = () => OTHERS[turn++ % OTHERS.length];

describe.each(resources)('$name', ({ value: resource, operations }) => {
	describe.each(operations)('$name', (operation) => {
		it.each(placesOf(resource, operation))(
			'sends nothing where an expression finds nothing: $name',
			async (place) => {
				for (const spelling of [USUAL, inTurn()]) {
					const { error, items } = await run(place.parameters(spelling));
					expect([spelling, error?.message]).toEqual([
						spelling,
						expect.stringMatching(/: the expression gives no value for this item$/),
					]);
					expect(error?.message).toContain(`${place.label}: `);
					expect(items).toEqual([]);
					expect(sandbox.requests).toEqual([]);
				}
			},
		);
	});
});

describe('an expression that finds something in one item and nothing in the next', () => {
	const search = (text: string) => ({
		resource: 'agent',
		operation: 'getAll',
		filters: { search: text },
	});
	const items = [{ there: 'Front' }, {}];

	it.each([
		'={{ $json.there }}',
		'={{ $json.there }} ',
		'= {{ $json.there }}',
		'=x{{ $json.there }}',
	])('stops the run before the first request: %j', async (spelling) => {
		const { error } = await run(search(spelling), items);
		expect(error?.message).toBe('Row 2: Search: the expression gives no value for this item');
		expect(sandbox.requests).toEqual([]);
	});

	it('leaves the other item to be done with Continue On Fail', async () => {
		const { items: done, errorItems } = await run(search('={{ $json.there }} '), items, {
			onError: 'continueErrorOutput',
		});
		expect(errorItems.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		expect(sandbox.requests.map(({ path }) => path)).toEqual(['/api/agents']);
		expect(done.every(({ pairedItem }) => (pairedItem as { item: number }).item === 0)).toBe(true);
	});
});

describe('what is not nothing', () => {
	const find = async (search: string, items?: IDataObject[]) => {
		await succeed(run({ resource: 'agent', operation: 'getAll', filters: { search } }, items));
		return sandbox.requests.map(({ query }) => query?.search ?? null);
	};

	it.each([
		['one expression that gives empty text', '={{ "" }}', null],
		['an empty text of the item', '={{ $json.empty }}', null],
		['a text without an expression in Expression mode', '=Front', 'Front'],
		['zero', '={{ $json.zero }}', '0'],
		['a part of a text', '={{ $json.there }} {{ $json.missing }}', 'Front'],
		['a text around an expression that is empty on purpose', '=Front{{ $json.empty }}', 'Front'],
	])('%s', async (_, search, sent) => {
		const item = { there: 'Front', empty: '', zero: 0 };
		expect(await find(search, [item])).toEqual([sent]);
	});
});

describe("as an agent's tool", () => {
	it.each(["={{ $fromAI('ids') }}", "={{ $fromAI('ids') }} ", "= {{ $fromAI('ids') }}"])(
		'%j without an answer of the model clears nothing',
		async (callCreationAllowedAgentIds) => {
			const [provider] = PROVIDERS;
			sandbox.seedConfig(provider.id);
			const { error } = await run({
				resource: provider.resource,
				operation: 'update',
				agentAccess: 'only',
				callCreationAllowedAgentIds,
			});
			expect(error?.message).toBe('Allowed Agents: the expression gives no value for this item');
			expect(sandbox.requests).toEqual([]);
		},
	);
});
