import { wait } from '../../../nodes/util/wait';
import { retryAfterMs, waitBeforeNextTry, type FailedTry } from '../../../nodes/client/retry';

const NOW = Date.UTC(2026, 5, 1, 12, 0, 0);

describe('Retry-After', () => {
	test.each([
		['0', 0],
		['7', 7000],
		[' 2 ', 2000],
		['1.5', 1500],
		['Mon, 01 Jun 2026 12:00:30 GMT', 30_000],
		['Mon, 01 Jun 2026 11:59:00 GMT', 0],
	])('%j asks for %d ms', (header, ms) => {
		expect(retryAfterMs(header, NOW)).toBe(ms);
	});

	test.each([undefined, '', '  ', 'soon', '-5', '1,5', 'NaN', 'Infinity', '5 seconds'])(
		'%j asks for nothing',
		(header) => {
			expect(retryAfterMs(header, NOW)).toBeUndefined();
		},
	);
});

describe('waiting before the next try', () => {
	const wait = (failed: Partial<FailedTry>, random = 0.5) =>
		waitBeforeNextTry({ idempotent: true, tries: 1, ...failed }, NOW, () => random);

	test.each([429, 503])('%d waits as long as the service asks', (status) => {
		for (const idempotent of [true, false]) {
			expect(wait({ status, retryAfter: '20', idempotent })).toBe(20_000);
			const date = new Date(NOW + 40_000).toUTCString();
			expect(wait({ status, retryAfter: date, idempotent })).toBe(40_000);
		}
	});

	test('429 is repeated whatever the request: it was turned away', () => {
		expect(wait({ status: 429, idempotent: false })).toBeGreaterThan(0);
	});

	test.each([undefined, 500, 502, 503, 504])(
		'%s without a wish is repeated only where that is safe',
		(status) => {
			expect(wait({ status })).toBeGreaterThan(0);
			expect(wait({ status, idempotent: false })).toBeUndefined();
		},
	);

	test.each([400, 401, 402, 403, 404, 409, 422])('%d is never repeated', (status) => {
		expect(wait({ status, retryAfter: '1' })).toBeUndefined();
	});

	test('the service’s wish counts for 429 and 503 only', () => {
		expect(wait({ status: 500, retryAfter: '60' })).toBeLessThanOrEqual(1000);
	});

	test('the wait doubles, varies by half, and ends at 15 seconds', () => {
		const range = (tries: number) =>
			[0, 0.999_999].map((random) => wait({ status: 500, tries }, random));
		expect(range(1)).toEqual([500, 1000]);
		expect(range(2)).toEqual([1000, 2000]);
		expect(range(3)).toEqual([2000, 4000]);
		expect(range(5)).toEqual([7500, 15_000]);
		expect(range(40)).toEqual([7500, 15_000]);
	});
});

describe('pausing', () => {
	test('ends when the execution is cancelled, however long was asked', async () => {
		const stop = new AbortController();
		const paused = wait(20_000, stop.signal);
		stop.abort();
		await paused;
		await wait(20_000, stop.signal);
	});

	test('ends when it is told to', async () => {
		let asked = 0;
		await wait(20_000, undefined, () => ++asked > 1);
		expect(asked).toBe(2);
	});
});
