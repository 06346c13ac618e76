import { AnsweredCalls } from '../../../nodes/UltravoxIncomingCallTrigger/answeredCalls';

const HOUR = 3_600_000;
const answer = (body: string) => ({ status: 200, headers: {}, body });

test('an answer is made once for a call, and waited for by whoever asks again', async () => {
	const calls = new AnsweredCalls();
	let tell: (body: string) => void = () => {};
	const make = jest.fn(async () =>
		answer(await new Promise<string>((resolve) => (tell = resolve))),
	);
	expect(await calls.known('one', 0, make)).toBeUndefined();
	const again = calls.known('one', 10, make);
	tell('the answer');
	expect(await again).toEqual(answer('the answer'));
	expect(await calls.known('one', 20, make)).toEqual(answer('the answer'));
	expect(make).toHaveBeenCalledTimes(1);
});

test('a call is remembered for a day, and its answer with it', async () => {
	const calls = new AnsweredCalls();
	const make = async () => await Promise.resolve(answer('x'));
	await calls.known('one', 0, make);
	await calls.known('two', 23 * HOUR, make);
	expect(await calls.known('one', 23 * HOUR, make)).toEqual(answer('x'));
	await calls.known('three', 25 * HOUR, make);
	expect(await calls.known('one', 25 * HOUR, make)).toBeUndefined();
	expect(await calls.known('two', 25 * HOUR, make)).toEqual(answer('x'));
});

test('of very many calls the oldest are forgotten', async () => {
	const calls = new AnsweredCalls();
	const make = async () => await Promise.resolve(answer('x'));
	for (let index = 0; index <= 5000; index++) await calls.known(String(index), index, make);
	expect(await calls.known('5000', 5001, make)).toEqual(answer('x'));
	expect(await calls.known('0', 5001, make)).toBeUndefined();
});
