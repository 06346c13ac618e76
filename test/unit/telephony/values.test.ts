import { assert, array, constantFrom, property, uuid } from 'fast-check';
import { changeAgentIds, readAgentIds } from '../../../nodes/telephony/agentIds';
import { readMappingJson, readMappingRows } from '../../../nodes/telephony/mapping';
import { refusalOf } from '../../support/inputErrors';

const id = (number: number) => `7b1f0c52-9a34-4e0d-b1c7-${String(number).padStart(12, '0')}`;
const ids = (count: number, from = 0) => Array.from({ length: count }, (_, n) => id(from + n));

describe('lists of agents', () => {
	const read = (value: unknown) => readAgentIds(value, 'Allowed Agents');

	test.each<[unknown, string[]]>([
		[[], []],
		['', []],
		['  ', []],
		[[id(1)], [id(1)]],
		[id(1), [id(1)]],
		[`${id(1)},${id(2)}`, ids(2, 1)],
		[` ${id(1)} ,\n ${id(2)} `, ids(2, 1)],
		[
			[` ${id(1)} `, id(2)],
			[id(1), id(2)],
		],
		[[id(1).toUpperCase(), id(1)], [id(1)]],
		[
			[id(2), id(1), id(2)],
			[id(2), id(1)],
		],
	])('%j', (value, expected) => {
		expect(read(value)).toEqual(expected);
	});

	test.each<[unknown, string]>([
		[undefined, 'no value'],
		[null, 'no value'],
		[7, 'not a list'],
		[{ id: id(1) }, 'not a list'],
		[true, 'not a list'],
		[['x'], '"x" is not an agent ID'],
		[[''], '"" is not an agent ID'],
		[[undefined], 'an empty value is not an agent ID'],
		[[null], 'null is not an agent ID'],
		[[[id(1)]], 'is not an agent ID'],
		[`${id(1)};${id(2)}`, 'is not an agent ID'],
		[`${id(1)}0`, 'is not an agent ID'],
		[ids(101), '101 agents, and 100 is the most'],
	])('%j is refused: %s', (value, reason) => {
		const { message, advice } = refusalOf(() => read(value));
		expect(message).toMatch(/^Allowed Agents: /);
		expect(message).toContain(reason);
		expect(advice).not.toBe('');
	});

	test('100 are fine, and 101 with one twice', () => {
		expect(read(ids(100))).toHaveLength(100);
		expect(read([...ids(100), id(0)])).toHaveLength(100);
	});

	test('text and list give the same, in the order given, without duplicates', () => {
		const few = array(uuid(), { maxLength: 40 });
		assert(
			property(few, constantFrom(',', ', ', ' ,\t'), (given, separator) => {
				const expected = [...new Set(given.map((entry) => entry.toLowerCase()))];
				expect(read(given)).toEqual(expected);
				expect(read(given.join(separator))).toEqual(expected);
			}),
		);
	});

	test.each<[string, string[], string[], string[], string[] | undefined]>([
		['adds at the end', [id(1)], [id(2)], [], [id(1), id(2)]],
		['removes', ids(3, 1), [], [id(2)], [id(1), id(3)]],
		['does both', [id(1), id(2)], [id(3)], [id(1)], [id(2), id(3)]],
		['adds what is there', [id(1)], [id(1)], [], undefined],
		['removes what is not there', [id(1)], [], [id(2)], undefined],
		['has nothing to do', [id(1)], [], [], undefined],
		['empties', [id(1)], [], [id(1)], []],
		['knows another spelling', [id(10).toUpperCase()], [id(10)], [], undefined],
	])('a change %s', (_, stored, add, remove, expected) => {
		expect(changeAgentIds(stored, add, remove)).toEqual(expected);
	});

	test('a change never grows the list above 100', () => {
		expect(changeAgentIds(ids(99), [id(200)], [])).toHaveLength(100);
		expect(changeAgentIds(ids(100), [id(200)], [id(0)])).toHaveLength(100);
		const { message } = refusalOf(() => changeAgentIds(ids(100), [id(200)], []));
		expect(message).toBe('Agents to Add: the list would have 101 agents, and 100 is the most');
	});
});

describe('request context mapping', () => {
	const rows = (...pairs: Array<[unknown, unknown]>) =>
		readMappingRows(
			{ mappings: pairs.map(([requestField, contextField]) => ({ requestField, contextField })) },
			'Mapping',
		);
	const json = (value: unknown) => readMappingJson(value, 'Mapping');

	test('rows and JSON give the same', () => {
		const expected = { From: 'user.phone', To: 'user.called', 'a.b': 'c' };
		expect(rows([' From ', ' user.phone '], ['To', 'user.called'], ['a.b', 'c'])).toEqual(expected);
		expect(json(expected)).toEqual(expected);
		expect(json(JSON.stringify(expected))).toEqual(expected);
	});

	test.each([{ mappings: [] }, []])('no rows clear it: %j', (value) => {
		expect(readMappingRows(value, 'Mapping')).toEqual({});
	});

	test.each(['{}', ' { } ', {}])('an empty object clears it: %j', (value) => {
		expect(json(value)).toEqual({});
	});

	test.each<[string, Array<[unknown, unknown]>, string]>([
		['empty request field', [['', 'a']], 'a Request Field is empty'],
		['blank request field', [['  ', 'a']], 'a Request Field is empty'],
		['missing request field', [[undefined, 'a']], 'a Request Field is empty'],
		['empty context field', [['From', '']], 'a Context Field is empty'],
		['missing context field', [['From', null]], 'a Context Field is empty'],
		['leading dot', [['From', '.a']], 'empty part'],
		['trailing dot', [['From', 'a.']], 'empty part'],
		['double dot', [['From', 'a..b']], 'empty part'],
		['dots in the request field', [['From.', 'a']], 'empty part'],
		['space beside a dot', [['From', 'a. b']], 'space beside a dot'],
		['number as context field', [['From', 5]], '5 is not a text'],
		['object as context field', [['From', { a: 1 }]], 'is not a text'],
		[
			'same request field twice',
			[
				['From', 'a'],
				['From ', 'b'],
			],
			'"From" is there twice',
		],
		[
			'same target twice',
			[
				['From', 'a'],
				['To', 'a'],
			],
			'clash',
		],
		[
			'target inside a target',
			[
				['From', 'user'],
				['To', 'user.phone'],
			],
			'"user" and "user.phone" clash',
		],
		[
			'target around a target',
			[
				['From', 'user.phone.work'],
				['To', 'user.phone'],
			],
			'clash',
		],
		['reserved root', [['From', 'ultravox']], 'reserved'],
		['reserved name', [['From', 'ultravox.sip.caller_id']], 'reserved'],
		['prototype', [['From', 'a.__proto__.b']], 'not allowed'],
		['constructor', [['constructor', 'a']], 'not allowed'],
	])('%s is refused', (_, pairs, reason) => {
		const { message, advice } = refusalOf(() => rows(...pairs));
		expect(message).toMatch(/^Mapping: /);
		expect(message).toContain(reason);
		expect(advice).not.toBe('');
	});

	test('names that only look alike do not clash', () => {
		expect(rows(['From', 'user'], ['To', 'username'], ['CallSid', 'ultravoxed'])).toEqual({
			From: 'user',
			To: 'username',
			CallSid: 'ultravoxed',
		});
	});

	test.each<[unknown, string]>([
		[undefined, 'no value'],
		[null, 'no value'],
		['', 'not valid JSON'],
		['{"From":}', 'not valid JSON'],
		['[]', 'not a JSON object'],
		['"From"', 'not a JSON object'],
		[5, 'not a JSON object'],
		['{"From":5}', 'is not a text'],
		['{"From":null}', 'is empty'],
		['{"From":{"a":"b"}}', 'is not a text'],
		['{"From":"a","From":"b"}', '"From" is there twice'],
		['{"From":"a","To":"a.b"}', 'clash'],
	])('the JSON %j is refused: %s', (value, reason) => {
		const { message } = refusalOf(() => json(value));
		expect(message).toMatch(/^Mapping: /);
		expect(message).toContain(reason);
	});

	test('a colon inside a text is no repeated field', () => {
		expect(json('{"From":"a","To":"From: x"}')).toEqual({ From: 'a', To: 'From: x' });
	});

	test.each([undefined, null])('rows from an expression that gives %j are refused', (value) => {
		expect(refusalOf(() => readMappingRows(value, 'Mapping')).advice).toContain('mappings');
	});

	test.each<[unknown, string]>([
		['From', 'not a list'],
		[{ mappings: 'From' }, 'not a list'],
		[{ mappings: [null] }, 'Row 1 is not a row'],
		[{}, 'there are no rows'],
		[{ foo: 1 }, 'there are no rows'],
		[{ values: [] }, 'there are no rows'],
	])('the rows %j are refused: %s', (value, reason) => {
		expect(refusalOf(() => readMappingRows(value, 'Mapping')).message).toContain(reason);
	});
});
