import type { IDataObject, IExecuteFunctions, INodeProperties, INodeType } from 'n8n-workflow';
import { parameterReader } from '../../../nodes/fields/parameters';
import { template } from '../../../nodes/fields/template';
import { templateReader } from '../../../nodes/fields/templateReader';
import { runNode, type RunOptions } from '../../support/harness';
import { succeed } from '../../support/expectSuccess';

type Parameters = NonNullable<RunOptions['parameters']>;

const rows: INodeProperties = {
	displayName: 'Messages',
	name: 'messages',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	options: [
		{
			displayName: 'Message',
			name: 'values',
			values: [
				template({ displayName: 'Text', name: 'text', type: 'string', default: '' }),
				{ displayName: 'After', name: 'after', type: 'number', default: 1 },
			],
		},
	],
};
const fields: INodeProperties[] = [
	template({ displayName: 'Prompt', name: 'prompt', type: 'string', default: '' }),
	{ displayName: 'More', name: 'more', type: 'collection', default: {}, options: [rows] },
	{ displayName: 'Note', name: 'note', type: 'string', default: '' },
];

/** Answers for each item with what was read, and with what is to be said about it. */
const asked: INodeType = {
	description: {
		displayName: 'Asked',
		name: 'asked',
		group: ['transform'],
		version: 1,
		description: 'Reads templates',
		defaults: { name: 'Asked' },
		inputs: ['main'],
		outputs: ['main'],
		properties: fields,
	},
	async execute(this: IExecuteFunctions) {
		const own = parameterReader(this);
		const reading = templateReader(own, this, fields);
		const askedN8n = jest.spyOn(this, 'getNodeParameter');
		const answers = this.getInputData().map((_, item) => ({
			json: {
				read: fields.map(({ name }) => reading.getNodeParameter(name, item)) as IDataObject[],
				left: reading.variablesLeft(item) as unknown as IDataObject[],
				warnings: reading.variableNotes(item).map(({ text }) => text),
				askedN8n: askedN8n.mock.calls.map(([name]) => name as string),
			},
		}));
		return [answers];
	},
};

const read = async (parameters: Parameters, items: IDataObject[]) => {
	const { json } = await succeed(
		runNode({
			node: asked,
			parameters,
			items: items.map((json) => ({ json })),
		}),
	);
	return json;
};

const message = (...texts: string[]) => ({
	messages: { values: texts.map((text) => ({ text, after: '={{ $json.seconds }}' })) },
});

it('what was left to the agent is named, with what the item has under that name', async () => {
	const [with_, without] = await read(
		{
			prompt: '=For {{company}}, {{user.name}}. {{#vip}}Dear {{company}}{{/vip}}{{! note }}',
			more: message('Hello?', '{{ $json.user.name }} of {{town}}'),
		},
		[
			{ company: 'Acme', user: { name: 'Ada' }, seconds: 5 },
			{ user: { name: 'Bob' }, seconds: 6 },
		],
	);
	expect(with_.left).toEqual([
		{ label: 'Prompt', names: ['company', 'user.name', 'vip'] },
		{ label: 'Messages, Row 2, Text', names: ['town'] },
	]);
	expect(with_.warnings).toEqual([
		'Prompt: {{company}}, {{user.name}}, {{vip}} were left to the agent as variables. Did you mean {{ $json.company }}, {{ $json.user.name }}?',
		'Messages, Row 2, Text: {{town}} was left to the agent as a variable.',
	]);
	expect(without.warnings).toEqual([
		'Prompt: {{company}}, {{user.name}}, {{vip}} were left to the agent as variables. Did you mean {{ $json.user.name }}?',
		'Messages, Row 2, Text: {{town}} was left to the agent as a variable.',
	]);
	expect((without.read as IDataObject[])[1]).toEqual({
		messages: {
			values: [
				{ text: 'Hello?', after: 6 },
				{ text: 'Bob of {{town}}', after: 6 },
			],
		},
	});
});

it('nothing is said where nothing was left, and n8n is asked for no more than before', async () => {
	const [first, second] = await read(
		{ prompt: 'Hello', more: message('={{ $json.text }}'), note: '={{ $json.text }}' },
		[
			{ text: '{{a}}', seconds: 1 },
			{ text: 'b', seconds: 2 },
		],
	);
	expect([first.left, first.warnings, second.warnings]).toEqual([[], [], []]);
	expect(first.read).toEqual([
		'Hello',
		{ messages: { values: [{ text: '{{a}}', after: 1 }] } },
		'{{a}}',
	]);
	expect(second.askedN8n).toEqual([]);
});

it('n8n is asked for nothing where only variables and fields of the item are there', async () => {
	const answers = await read(
		{ prompt: '{{company}}', more: message('={{company}}'), note: 'x' },
		Array.from({ length: 3 }, (_, seconds) => ({ seconds })),
	);
	expect(answers.map(({ askedN8n }) => askedN8n)).toEqual([[], [], []]);
	expect(answers.map(({ read: values }) => (values as unknown[])[0])).toEqual(
		Array(3).fill('{{company}}'),
	);
});
