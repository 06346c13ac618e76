import { RateLimiter, rateLimiterOf } from '../../../nodes/calls/create/rateLimiter';

beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => jest.useRealTimers());

/** Lets many ask at once. @returns when each had its turn, in the order of the turns */
async function starts(limiter: RateLimiter, count: number): Promise<number[]> {
	const times: number[] = [];
	const all = Array.from({ length: count }, async () => {
		await limiter.turn();
		times.push(Date.now());
	});
	while (times.length < count) await jest.advanceTimersByTimeAsync(10_000);
	await Promise.all(all);
	return times;
}

const most = (times: number[], window: number) =>
	Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + window).length));

it('stays within the smallest plan unless told otherwise', async () => {
	const times = await starts(new RateLimiter(), 100);
	expect(most(times, 1000)).toBeLessThanOrEqual(5);
	expect(most(times, 60_000)).toBe(30);
	expect(times[29]).toBeLessThan(7000);
});

it.each([0.5, 3, 30])('keeps to %s a second', async (perSecond) => {
	const times = await starts(new RateLimiter(perSecond), 100);
	const gaps = times.slice(1).map((at, index) => at - times[index]);
	expect(Math.min(...gaps)).toBeGreaterThan(1000 / perSecond);
	expect(times[99]).toBeLessThan((100 / perSecond) * 1000 * 1.1);
});

it('keeps nobody waiting who comes late, or after a turn that was given back', async () => {
	const limiter = new RateLimiter(1);
	await limiter.turn();
	jest.setSystemTime(5000);
	const giveBack = await limiter.turn();
	giveBack();
	await limiter.turn();
	expect(Date.now()).toBe(5000);
});

it('has everybody take their turn in the order in which they asked', async () => {
	const limiter = new RateLimiter(1);
	const order: string[] = [];
	const ask = async (name: string) => {
		await limiter.turn();
		order.push(name);
	};
	const all = ['a', 'b', 'a', 'b'].map(ask);
	await jest.advanceTimersByTimeAsync(10_000);
	await Promise.all(all);
	expect(order).toEqual(['a', 'b', 'a', 'b']);
});

it('who is cancelled leaves at once, and nobody waits for them', async () => {
	const limiter = new RateLimiter(1);
	await limiter.turn();
	const stop = new AbortController();
	const times: Record<string, number> = {};
	const ask = async (name: string, signal?: AbortSignal) => {
		await limiter.turn(signal);
		times[name] = Date.now();
	};
	const all = [
		ask('first'),
		ask('cancelled', stop.signal),
		ask('cancelled, too', stop.signal),
		ask('last'),
	];
	await jest.advanceTimersByTimeAsync(100);
	stop.abort();
	await jest.advanceTimersByTimeAsync(10_000);
	await Promise.all(all);
	expect(times).toEqual({ first: 1050, cancelled: 100, 'cancelled, too': 100, last: 2100 });
});

it('a clock that is set back keeps nobody waiting for long', async () => {
	jest.setSystemTime(10_000_000);
	const limiter = new RateLimiter(1);
	await limiter.turn();
	jest.setSystemTime(0);
	const next = limiter.turn();
	await jest.advanceTimersByTimeAsync(1050);
	await next;
	expect(Date.now()).toBe(1050);
});

it('belongs to an account and a pace, and is forgotten when many others were used', () => {
	const limiter = rateLimiterOf('a', 1);
	expect(rateLimiterOf('a', 1)).toBe(limiter);
	expect(rateLimiterOf('a', 2)).not.toBe(limiter);
	expect(rateLimiterOf('b', 1)).not.toBe(limiter);
	for (let other = 0; other < 500; other++) rateLimiterOf(`other ${other}`, 1);
	expect(rateLimiterOf('a', 1)).not.toBe(limiter);
});
