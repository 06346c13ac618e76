import { anything, constantFrom, dictionary, letrec, oneof, sample, string } from 'fast-check';
import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeParameters,
	INodeType,
} from 'n8n-workflow';
import { parameterReader } from '../../../nodes/fields/parameters';
import { runNode } from '../../support/harness';
import { succeed } from '../../support/expectSuccess';

const RUNS = 150;
const NAMES = ['a', 'b', 'list', '_x1'];
const FIELDS = NAMES.map((name) => `={{ $json.${name} }}`);

/** Answers for each item with what n8n says of a parameter, and with what ours says. */
const bothWays: INodeType = {
	description: {
		displayName: 'Both Ways',
		name: 'bothWays',
		group: ['transform'],
		version: 1,
		description: 'Reads a parameter in two ways',
		defaults: { name: 'Both Ways' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ displayName: 'Value', name: 'value', type: 'json', default: '' }],
	},
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const reading = parameterReader(this);
		const asked = jest.spyOn(this, 'getNodeParameter');
		return [
			this.getInputData().map((_, item) => {
				asked.mockClear();
				const ours = outcome(() => reading.getNodeParameter('value', item, 'none'));
				const askedN8n = asked.mock.calls.length > 0;
				const theirs = outcome(() => this.getNodeParameter('value', item, 'none'));
				return { json: { ours, theirs, askedN8n } };
			}),
		];
	},
};

const outcome = (read: () => unknown): IDataObject => {
	try {
		const value = read();
		return { type: typeof value, value: value as IDataObject, text: JSON.stringify(value) };
	} catch (error) {
		return { refused: (error as Error).message };
	}
};

const read = async (value: unknown, rows: IDataObject[]) => {
	const { json } = await succeed(
		runNode({
			node: bothWays,
			parameters: { value } as INodeParameters,
			items: rows.map((json) => ({ json })),
		}),
	);
	return json as Array<{ ours: IDataObject; theirs: IDataObject; askedN8n: boolean }>;
};

describe('a parameter of many items', () => {
	const leaves = oneof(
		string(),
		constantFrom(...FIELDS, ...FIELDS),
		constantFrom<unknown>(
			...['={{$json.a}}', '={{ $json.a.b }}', '={{ $json.list.length }}', '={{ $json.missing }}'],
			...['={{ $json.constructor }}', '={{ $json.toString }}', '={{ $json.a.constructor }}'],
			...[
				'={{ $json["a"] }}',
				'={{ $json.a + $json.b }}',
				'=It is {{ $json.a }}',
				'= {{ $json.a }}',
			],
			...[
				'={{ $json.a }} ',
				'={{ $json.a }}{{ $json.b }}',
				'={{ $json.a?.b }}',
				'=',
				'=text',
				'={{ }}',
			],
			...[
				'{{ $json.a }}',
				'={{ $json }}',
				'={{ $json.__proto__ }}',
				'={{ $json.caller }}',
				'={{ $json.prototype }}',
				'={{\n$json.a\n}}',
				0,
				true,
				null,
			],
		),
	);
	const { tree } = letrec((tie) => ({
		tree: oneof({ maxDepth: 3, withCrossShrink: true }, leaves, tie('list'), tie('record')),
		list: oneof(leaves, tie('tree')).map((one) => [one]),
		record: dictionary(constantFrom('mode', 'value', '__rl', 'x'), tie('tree')),
	}));
	const rows = dictionary(
		constantFrom(...NAMES, 'constructor', 'toString', '__proto__', 'caller', 'prototype'),
		oneof(
			anything({ maxDepth: 2, withDate: true }),
			constantFrom<unknown>('={{ 1 }}', '{{ 1 }}', '', 'true', '\ud800', 'é'.repeat(5000), [1, 2]),
			constantFrom<unknown>({ b: 'deep' }, { b: { c: 1 } }, 0, false, null, undefined, NaN, 1e300),
		),
		{ noNullPrototype: true },
	);

	it('is what n8n says it is, whatever it and the items hold', async () => {
		const items = sample(rows, { numRuns: 8, seed: 5 }) as IDataObject[];
		let looked = 0;
		for (const value of sample(tree, { numRuns: RUNS, seed: 7 })) {
			for (const { ours, theirs, askedN8n } of await read(value, items)) {
				expect(ours).toEqual(theirs);
				if (!askedN8n) looked++;
			}
		}
		expect(looked).toBeGreaterThan(RUNS);
	});

	it('costs no evaluation where it only names a field', async () => {
		const parameter = { __rl: true, mode: 'id', value: '={{ $json.call.id }}' };
		const answers = await read(parameter, [{ call: { id: 'one' } }, { call: { id: 'two' } }]);
		expect(answers.map(({ askedN8n }) => askedN8n)).toEqual([false, false]);
		expect(answers.map(({ ours }) => ours.value)).toEqual([
			{ ...parameter, value: 'one' },
			{ ...parameter, value: 'two' },
		]);
	});

	it.each([
		['a field that is not there', '={{ $json.phone }}', {}],
		['a field with a list', '={{ $json.phone }}', { phone: ['+1'] }],
		['a field with nothing', '={{ $json.phone }}', { phone: null }],
		['a calculation', '={{ $json.phone.trim() }}', { phone: '+1' }],
	])('is left to n8n: %s', async (_, value, row) => {
		const answers = await read(value, [row, row]);
		expect(answers.map(({ askedN8n }) => askedN8n)).toEqual([true, true]);
	});
});

it.each([
	["is not what expressions see, as in an agent's tool", () => ({ $json: { a: 'other' } })],
	[
		'cannot be compared with what expressions see',
		() => ({
			get $json() {
				throw new Error('no data');
			},
		}),
	],
])("is left to n8n where the node's input %s", (_, getWorkflowDataProxy) => {
	const fns = {
		getNode: () => ({ parameters: { value: '={{ $json.a }}' } }),
		getInputData: () => [{ json: { a: 'own' } }, { json: { a: 'own' } }],
		getWorkflowDataProxy,
		getNodeParameter: () => 'by n8n',
	} as unknown as IExecuteFunctions;
	expect(parameterReader(fns).getNodeParameter('value', 0)).toBe('by n8n');
});

it('a credential is read once, whoever asks for it', async () => {
	const asked: string[] = [];
	const fns = {
		getNode: () => ({ parameters: {} }),
		getInputData: () => [],
		getCredentials: async (type: string) => {
			asked.push(type);
			return { of: type };
		},
	} as unknown as IExecuteFunctions;
	const reading = parameterReader(fns);
	const read = await Promise.all(['a', 'a', 'b'].map((type) => reading.getCredentials(type)));
	expect(read).toEqual([{ of: 'a' }, { of: 'a' }, { of: 'b' }]);
	expect(asked).toEqual(['a', 'b']);
});
