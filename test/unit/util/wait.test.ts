import { atLeastEvery } from '../../../nodes/util/wait';

describe('turns', () => {
	beforeEach(() => jest.useFakeTimers({ now: 0 }));
	afterEach(() => jest.useRealTimers());

	it('lets the first start at once and the others apart, in the order in which they asked', async () => {
		const turn = atLeastEvery(2);
		const starts: Array<[string, number]> = [];
		const worker = async (name: string) => {
			await turn();
			starts.push([name, Date.now()]);
		};
		const all = Promise.all(['a', 'b', 'c'].map(worker));
		await jest.advanceTimersByTimeAsync(10);
		await all;
		expect(starts).toEqual([
			['a', 0],
			['b', 2],
			['c', 4],
		]);
	});

	it('keeps nobody waiting who comes late', async () => {
		const turn = atLeastEvery(2);
		await turn();
		jest.setSystemTime(50);
		await turn();
		expect(jest.getTimerCount()).toBe(0);
	});
});
