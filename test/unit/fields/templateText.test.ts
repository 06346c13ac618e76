import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import {
	isVariableName,
	keepingVariables,
	N8N_GLOBALS,
	splitTemplate,
} from '../../../nodes/fields/templateText';

const kinds = (text: string) => splitTemplate(text).map(({ kind }) => kind);
const names = (text: string) =>
	splitTemplate(text).flatMap((part) => ('name' in part && part.name ? [part.name] : []));

const VARIABLES = [
	...['{{company}}', '{{ company }}', '{{user.phone_number}}', '{{ultravox.sip.caller_id}}'],
	...['{{_x1}}', '{{größe}}', '{{items.0.name}}', '{{\n\tcompany\n}}', '{{name}}', '{{.}}'],
	...['{{#items}}', '{{# items.list }}', '{{^items}}', '{{/items}}', '{{&html}}', '{{& a.b }}'],
	...['{{{html}}}', '{{{ a.b }}}', '{{! a note }}', "{{! don't say {x} }}", '{{!closed}}'],
	// n8n has nothing for these without brackets and arguments, or blocks them.
	...['{{zip}}', '{{max}}', '{{prompt}}', '{{document}}', '{{if}}', '{{DateTimes}}', '{{math}}'],
];
const EXPRESSIONS = [
	...['{{$json.name}}', '{{ $json.name }}', "{{ $('Node').item.json.a }}", '{{ $now }}'],
	...['{{ DateTime.now() }}', '{{Math.PI}}', '{{ JSON.stringify({}) }}', '{{true}}', '{{null}}'],
	...['{{ 1 + 1 }}', '{{ "text" }}', '{{ [1] }}', '{{ !$json.open }}', '{{!true}}', '{{ !"" }}'],
	...['{{ user.$name }}', '{{$}}', '{{}}', '{{ }}', '{{items[0].name}}', '{{first-name}}'],
	...['{{user?.name}}', '{{user name}}', '{{a.}}', '{{.a}}', '{{a..b}}', '{{1a}}', '{{#}}'],
	...['{{> partial}}', '{{=<% %>=}}', '{{name()}}', '{{ {a: 1} }}', '{{# $json.x}}', '{{#Math}}'],
	...['{{! costs $5 }}', '{{{$json.a}}', '{{{Math.PI}}'],
];

test.each(VARIABLES)('%s is left to Ultravox', (text) => {
	expect(kinds(text)).toEqual(['variable']);
	expect(kinds(`a ${text} b`)).toEqual(['text', 'variable', 'text']);
});

test.each(EXPRESSIONS)('%s is handed to n8n', (text) => {
	expect(kinds(text)).toEqual(['expression']);
	expect(keepingVariables(splitTemplate(text))).toBe(text);
});

test.each([...N8N_GLOBALS])('%s is n8n’s', (name) => {
	expect(isVariableName(name)).toBe(false);
	expect(isVariableName(`${name}.x`)).toBe(false);
	expect(isVariableName(`x.${name}`)).toBe(true);
});

test('names are without signs and brackets', () => {
	expect(names('{{#a}}{{ b.c }}{{{d}}}{{& e}}{{! f }}{{.}}{{/a}}')).toEqual([
		...['a', 'b.c', 'd', 'e', 'a'],
	]);
});

test('brackets that are never closed reach to the end', () => {
	expect(splitTemplate('Hi {{company}}, {{name')).toEqual([
		{ kind: 'text', source: 'Hi ' },
		{ kind: 'variable', source: '{{company}}', name: 'company' },
		{ kind: 'text', source: ', ' },
		{ kind: 'unclosed', source: '{{name' },
	]);
	expect(kinds('{{')).toEqual(['unclosed']);
});

test('a backslash makes brackets text, as in n8n', () => {
	expect(kinds('a \\{{name}} b')).toEqual(['text']);
	expect(kinds('a \\\\{{name}} b')).toEqual(['text', 'variable', 'text']);
	expect(kinds('{{ {a: {b: 1\\}} }}')).toEqual(['expression']);
});

test('whatever the text, nothing of it is lost', () => {
	const piece = oneof(
		string(),
		constantFrom(...VARIABLES, ...EXPRESSIONS, '{', '}', '{{', '}}', '\\', '$', 'name', '=', '!'),
	);
	assert(
		property(array(piece), (pieces) => {
			const text = pieces.join('');
			const parts = splitTemplate(text);
			expect(parts.map(({ source }) => source).join('')).toBe(text);
			for (const part of parts) {
				if (part.kind !== 'text') expect(part.source.startsWith('{{')).toBe(true);
				if (part.kind === 'variable') expect(part.source).toMatch(/^\{\{[^$]*\}\}$/s);
				if (part.kind === 'expression') expect(part.source).toBe(`{{${part.code}}}`);
			}
			// Splitting again what is kept for n8n finds no variable any more.
			const again = splitTemplate(keepingVariables(parts));
			expect(again.filter(({ kind }) => kind === 'variable')).toEqual([]);
		}),
		// A comment with brackets inside, which was once found by chance.
		{ numRuns: 2000, examples: [[['{{!A{{company}}']], [['{{!A{{{company}}']]] },
	);
});
