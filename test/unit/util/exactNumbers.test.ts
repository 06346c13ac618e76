import { assert, double, jsonValue, property } from 'fast-check';
import { roundedNumbers } from '../../../nodes/util/exactNumbers';

test.each<[string, string[]]>([
	['9007199254740993', ['9007199254740993']],
	['[-12345678901234567890]', ['-12345678901234567890']],
	['{"a":1e999}', ['1e999']],
	['0.12345678901234567890123', ['0.12345678901234567890123']],
	['{"a":"12345678901234567890"}', []],
	['{"12345678901234567890":"a\\" 12345678901234567890"}', []],
	[
		'[9007199254740992, 1.0, 0.1, 100000000000000000000, 1E+22, 5e-324, -0.000, 1.50000000000000000000]',
		[],
	],
])('%s', (json, literals) => {
	expect(roundedNumbers(json).map(({ literal }) => literal)).toEqual(literals);
});

test('says where they stand', () => {
	const json = '{"a":[{"b.c":1},{"b.c":9007199254740993}],"d":9007199254740995}';
	expect(roundedNumbers(json).map(({ path }) => path)).toEqual([['a', '1', 'b.c'], ['d']]);
});

test('finds none in what JavaScript has written', () => {
	assert(property(jsonValue(), (value) => roundedNumbers(JSON.stringify(value)).length === 0));
	assert(
		property(double({ noNaN: true, noDefaultInfinity: true }), (number) => {
			return roundedNumbers(JSON.stringify([number])).length === 0;
		}),
	);
});

// More than one pass over these would not end within the time limit of a test.
test.each([
	['a number', `${'1'.repeat(2_000_000)}`, 1],
	['zeros', `0.${'0'.repeat(2_000_000)}`, 0],
	['numbers', `[${'9007199254740993,'.repeat(100_000)}1]`, 100_000],
	['a text', JSON.stringify('\\"'.repeat(1_000_000)), 0],
])('takes one pass: %s', (_, json, count) => {
	expect(roundedNumbers(json)).toHaveLength(count);
});
