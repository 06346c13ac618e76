import { readIds, readRequiredText, readRows, readUrl } from '../../../nodes/fields/readers';
import { refusalOf } from '../../support/inputErrors';

const ID = '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413';
const OTHER = '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e414';
const MB = 2_000_000;

describe('lists of IDs', () => {
	it.each([`${ID},`, `,${ID}`, `${ID},,${OTHER}`, `${ID}, `, ',', ' , '])(
		'%j has a gap and is refused',
		(value) => {
			const { message, advice } = refusalOf(() => readIds(value, 'Agents'));
			expect(message).toMatch(/^Agents: there is nothing between two commas/);
			expect(advice).toContain('missing for this item');
		},
	);

	it('take console addresses, and each ID once', () => {
		const address = `https://app.ultravox.ai/agents/${ID.toUpperCase()}?tab=calls`;
		expect(readIds([address, ID, OTHER], 'Agents')).toEqual([ID, OTHER]);
	});
});

describe('rows', () => {
	it.each([{}, { foo: 1 }, { mappings: [] }])('an object without them is refused: %j', (value) => {
		expect(refusalOf(() => readRows(value, 'Tools')).message).toBe('Tools: there are no rows');
	});

	it.each([[[]], [{ values: [] }]])('an empty list is a list: %j', (value) => {
		expect(readRows(value, 'Tools')).toEqual([]);
	});
});

describe('web addresses', () => {
	it.each([
		'example.com',
		'ftp://example.com',
		'https://a b.example',
		'https://x.example/a b',
		'https://',
	])('%j is none', (value) => {
		expect(refusalOf(() => readUrl(value, 'URL')).message).toContain('is not a web address');
	});

	it('are taken as they are, without white space around them', () => {
		expect(readUrl(' https://x.example/a?b=c ', 'URL')).toBe('https://x.example/a?b=c');
	});
});

it('a text that is too long is refused without being shown', () => {
	const { message } = refusalOf(() => readRequiredText('x'.repeat(121), 'Secret', 120));
	expect(message).toBe('Secret: it has 121 characters, and 120 is the most');
});

// Anything that took more than one pass over these would not end within the time limit of a test.
it.each([
	['letters', 'a'.repeat(MB)],
	['white space inside', `https://x.example/${'a'.repeat(MB)} `.repeat(1) + 'b'],
	['commas', ','.repeat(MB)],
	['quotation marks', '"'.repeat(MB)],
])('huge texts are refused in few words: %s', (_, value) => {
	for (const read of [readUrl, readIds, readRows]) {
		const { message } = refusalOf(() => read(value, 'Field'));
		expect(message.length).toBeLessThan(200);
	}
});
