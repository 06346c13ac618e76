import { joinItemErrors, rowNames } from '../../../nodes/errors/itemErrors';

describe('naming rows', () => {
	test.each([
		[[2], 'Row 3'],
		[[11, 2, 6], 'Rows 3, 7 and 12'],
		[[0, 1], 'Rows 1 and 2'],
		[[0, 1, 2, 3, 8], 'Rows 1–4 and 9'],
		[[4, 4, 4], 'Row 5'],
	])('%j is %s', (indexes, name) => {
		expect(rowNames(indexes)).toBe(name);
	});
});

describe('refusing rows', () => {
	const row = (itemIndex: number, message: string) => ({
		itemIndex,
		message,
		description: `What to do about ${message}`,
	});

	test('one reason is told once, for all rows that it concerns', () => {
		const refusal = joinItemErrors([row(2, 'To: empty'), row(6, 'To: empty')], 9);
		expect(refusal.message).toBe('Rows 3 and 7: To: empty');
		expect(refusal.description).toBe('What to do about To: empty');
	});

	test('what concerns every row alike is told without rows', () => {
		const refusal = joinItemErrors([row(0, 'Window End: past'), row(1, 'Window End: past')], 2);
		expect(refusal.message).toBe('Window End: past');
	});

	test('different reasons are told row by row', () => {
		const refusal = joinItemErrors([row(2, 'To: "a"'), row(6, 'To: "b"'), row(11, 'To: "a"')], 20);
		expect(refusal.message).toBe('Rows 3, 7 and 12 cannot be sent');
		expect(refusal.description).toBe('Rows 3 and 12: To: "a". Row 7: To: "b". Nothing was sent.');
	});

	test('every wrong row is named, and the first reasons are told', () => {
		const rows = Array.from({ length: 400 }, (_, index) => row(index * 2, `To: "${index}"`));
		const refusal = joinItemErrors(rows, 800);
		for (const { itemIndex } of rows) {
			expect(refusal.message).toMatch(new RegExp(`\\b${itemIndex + 1}\\b`));
		}
		expect(refusal.description).toContain('and 390 more');
		expect(refusal.description?.length).toBeLessThan(1000);
	});
});
