import { onEachHost } from './support/on-each-host.mts';
import { chain, items, manualTrigger, ultravox } from './support/workflows.mts';

/** What the input holds; nothing of it may leave as if it were an answer. */
const ROWS = [{ name: 'one' }, { name: 'two' }];

onEachHost('What fails before the items', (fixture) => {
	const outputs = async (parameters: Record<string, unknown>, onError: string) => {
		const workflow = await fixture.client.createWorkflow(
			chain(
				'Before the items',
				manualTrigger(),
				...items(ROWS),
				ultravox({ resource: 'agent', operation: 'getAll', ...parameters }, [fixture.ultravox], {
					onError,
				}),
			),
		);
		const { runs } = await fixture.client.run(workflow);
		const main = runs.Ultravox?.[0]?.data?.main ?? [];
		return main.map((output) =>
			(output ?? []).map(({ json, pairedItem }) => ({ json, pairedItem })),
		);
	};
	const failed = ROWS.map((_, item) => ({
		json: { error: expect.stringMatching(new RegExp(`^Row ${item + 1}: `)) },
		pairedItem: { item },
	}));
	/** By the error output n8n itself lets the item's input go along. */
	const failedWithInput = ROWS.map((row, item) => ({
		...failed[item],
		json: { ...row, ...failed[item].json },
	}));

	test.each([
		['an option without a value', { options: { timeout: '={{ $json.seconds }}' } }],
		['an option inside a text', { options: { timeout: '={{ $json.seconds }} ' } }],
		['an operation that there is not', { operation: 'dream' }],
	])('%s leaves as the error of each item', async (_, parameters) => {
		const [done, errors] = await outputs(parameters, 'continueErrorOutput');
		expect(done).toEqual([]);
		expect(errors).toEqual(failedWithInput);
		expect(await outputs(parameters, 'continueRegularOutput')).toEqual([failed]);
		expect(fixture.sandbox.requests).toEqual([]);
	});

	test.each([
		'={{ $json.missing }}',
		'={{ $json.missing }} ',
		'= {{ $json.missing }}',
		'={{ $json.missing }},{{ $json.other }}',
		'={{ $json.missing }}\n',
		'=x{{ $json.missing }}',
	])('a filter that finds nothing lists nothing: %j', async (search) => {
		const [done, errors] = await outputs({ filters: { search } }, 'continueErrorOutput');
		expect(done).toEqual([]);
		expect(errors).toEqual(failedWithInput);
		expect(errors[0].json.error).toMatch(
			/^Row 1: Search: the expression gives no value for this item/,
		);
		expect(fixture.sandbox.requests).toEqual([]);
	});
});
