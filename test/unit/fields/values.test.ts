import { assert, double, integer, property } from 'fast-check';
import { toDuration, toSeconds } from '../../../nodes/fields/duration';
import { readKeyValues } from '../../../nodes/fields/keyValues';
import { checkId } from '../../../nodes/fields/locators';
import {
	readBoolean,
	readJson,
	readJsonObject,
	refuseMissing,
	show,
} from '../../../nodes/fields/values';
import { refusalOf } from '../../support/inputErrors';

const ID = '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413';
/** The API's pattern, without the sign that makes no sense in a request. */
const API_DURATION = /^(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,9})?s$/;

describe('yes or no', () => {
	test.each<[unknown, boolean]>([
		[true, true],
		[false, false],
		['true', true],
		[' FALSE ', false],
	])('%j is %j', (value, expected) => {
		expect(readBoolean(value, 'Switch')).toBe(expected);
	});

	test.each([undefined, null, '', 'yes', 1, 0, [], {}])('%j is refused', (value) => {
		expect(refusalOf(() => readBoolean(value, 'Switch')).message).toMatch(/^Switch: /);
	});
});

describe('JSON', () => {
	test('is read from text, and taken as it is otherwise', () => {
		expect(readJson('{"a":[1]}', 'Data')).toEqual({ a: [1] });
		expect(readJson({ a: 1 }, 'Data')).toEqual({ a: 1 });
		expect(readJsonObject('{"a":1}', 'Data')).toEqual({ a: 1 });
	});

	test.each(['', '{', "{'a':1}", '{"a":1,}'])('%j is refused', (value) => {
		expect(refusalOf(() => readJson(value, 'Data')).message).toBe('Data: this is not valid JSON');
	});

	test.each(['[]', '5', 'null', '"x"', [], 5, null, undefined])(
		'%j is no object and refused',
		(value) => {
			expect(refusalOf(() => readJsonObject(value, 'Data')).message).toContain('not a JSON object');
		},
	);
});

test('an expression without a value names the field and the way to clear it', () => {
	const { message, advice } = refusalOf(() => refuseMissing('Tags', '[]'));
	expect(message).toMatch(/^Tags: /);
	expect(advice).toContain('[]');
});

test('a shown value is short', () => {
	expect(show('x'.repeat(1000)).length).toBeLessThan(70);
	expect(show(undefined)).toBe('an empty value');
	expect(show({ a: 1 })).toBe('{"a":1}');
});

describe('IDs', () => {
	test.each([
		[ID, ID],
		[` ${ID.toUpperCase()} `, ID],
		[`https://app.ultravox.ai/agents/${ID}`, ID],
		[`https://app.ultravox.ai/agents/${ID}?tab=calls#top`, ID],
		[`https://app.ultravox.ai/agents/${ID}/edit`, ID],
	])('%j', (value, expected) => {
		expect(checkId(value, 'Agent')).toBe(expected);
	});

	test.each<[unknown, string]>([
		[undefined, 'nothing is chosen'],
		[null, 'nothing is chosen'],
		['', 'nothing is chosen'],
		['  ', 'nothing is chosen'],
		['front-desk', 'is not an ID'],
		[`${ID}0`, 'is not an ID'],
		[`x${ID}`, 'is not an ID'],
		[`../${ID}`, 'is not an ID'],
		['https://app.ultravox.ai/agents/', 'is not an ID'],
		[`https://app.ultravox.ai/agents/${ID}0`, 'is not an ID'],
		[5, 'is not an ID'],
		[[ID], 'is not an ID'],
		[{ id: ID }, 'is not an ID'],
	])('%j is refused: %s', (value, reason) => {
		const { message } = refusalOf(() => checkId(value, 'Agent'));
		expect(message).toMatch(/^Agent: /);
		expect(message).toContain(reason);
	});
});

describe('durations', () => {
	test.each<[unknown, string]>([
		[90, '90s'],
		['90', '90s'],
		[' 90s ', '90s'],
		[0, '0s'],
		[-0, '0s'],
		[0.384, '0.384s'],
		['0.384s', '0.384s'],
		[0.1 + 0.2, '0.3s'],
		[1e-9, '0.000000001s'],
		[1_234_567, '1234567s'],
	])('%j is sent as %s', (value, expected) => {
		expect(toDuration(value, 'Timeout')).toBe(expected);
	});

	test.each([-1, Number.NaN, Infinity, 1e12, '', ' ', 's', '1m', 'PT1M', null, undefined, {}, [5]])(
		'%j is refused',
		(value) => {
			expect(refusalOf(() => toDuration(value, 'Timeout')).message).toMatch(/^Timeout: /);
		},
	);

	test('less than the least is refused, with the least', () => {
		expect(toDuration(5, 'Timeout', 5)).toBe('5s');
		expect(refusalOf(() => toDuration(4.9, 'Timeout', 5)).message).toContain('at least 5');
	});

	test('whatever is sent has the API’s form and comes back as the same number', () => {
		assert(
			property(integer({ min: 0, max: 1e9 }), (seconds) => {
				expect(toSeconds(toDuration(seconds, 'T'))).toBe(seconds);
			}),
		);
		assert(
			property(double({ min: 0, max: 1e6, noNaN: true }), (seconds) => {
				const text = toDuration(seconds, 'T');
				expect(text).toMatch(API_DURATION);
				expect(toSeconds(text)).toBeCloseTo(seconds, 6);
			}),
		);
	});

	test.each<[unknown, number | null]>([
		['30s', 30],
		['0.384s', 0.384],
		['-2s', -2],
		['30', null],
		['PT1M', null],
		[null, null],
		[30, null],
	])('%j of the API is %j seconds', (value, seconds) => {
		expect(toSeconds(value)).toBe(seconds);
	});
});

describe('names and values', () => {
	const read = (given: Record<string, unknown>) => readKeyValues(given, 'context', 'Context');
	const rows = (...pairs: Array<[string, unknown]>) => ({
		values: pairs.map(([name, value]) => ({ name, value })),
	});

	test('not set, set and cleared are three things', () => {
		expect(read({})).toBeUndefined();
		expect(read({ context: rows(['a', 'b']) })).toEqual({ a: 'b' });
		expect(read({ context: { values: [] } })).toEqual({});
		expect(read({ contextJson: '{}' })).toEqual({});
	});

	test('rows go over the JSON, and keep other types', () => {
		expect(
			read({ context: rows([' a ', 'row'], ['n', 5]), contextJson: '{"a":"json","b":[1]}' }),
		).toEqual({ a: 'row', b: [1], n: 5 });
	});

	test.each<[Record<string, unknown>, string]>([
		[{ context: rows(['', 'x']) }, 'Row 1 has no name'],
		[{ context: {} }, 'there are no rows'],
		[{ context: { foo: 1 } }, 'there are no rows'],
		[{ context: rows(['a', undefined]) }, '"a" has no value'],
		[{ context: rows(['a', 'x'], ['a ', 'y']) }, '"a" is there twice'],
		[{ context: 'x' }, 'not a list of rows'],
		[{ context: { values: [null] } }, 'Row 1 is not a row'],
		[{ contextJson: '[]' }, 'not a JSON object'],
		[{ contextJson: 'x' }, 'not valid JSON'],
		[{ contextJson: null }, 'no value'],
		[{ contextJson: undefined }, 'no value'],
	])('%j is refused: %s', (given, reason) => {
		const { message } = refusalOf(() => read(given));
		expect(message).toMatch(/^Context( \(JSON\))?: /);
		expect(message).toContain(reason);
	});
});
