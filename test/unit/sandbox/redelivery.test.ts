import { startSandbox, type Sandbox } from '../../../sandbox';
import { startReceiver } from './receiver';

let sandbox: Sandbox;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeAll(async () => {
	sandbox = await startSandbox();
	receiver = await startReceiver();
});
beforeEach(() => {
	sandbox.reset();
	sandbox.clock.freeze();
	sandbox.switches.deliverWebhooks = true;
	receiver.received.length = 0;
	receiver.statuses.length = 0;
});
afterAll(async () => {
	await receiver.close();
	await sandbox.close();
	expect(sandbox.violations).toEqual([]);
});

/** A call that ends, and reports it to the receiver. */
async function endOfCall(): Promise<void> {
	const callbacks = { ended: { url: `${receiver.url}/ended` } };
	sandbox.calls.seed(1, { body: { callbacks } });
	await sandbox.calls.settled();
}

test('a callback that is taken is sent once', async () => {
	await endOfCall();
	await sandbox.clock.advance(86_400);
	expect(receiver.received).toHaveLength(1);
});

test('one that is not comes again after half a minute, then after twice as long, until it is taken', async () => {
	receiver.statuses.push(409, 503);
	await endOfCall();
	const after = async (seconds: number) => {
		await sandbox.clock.advance(seconds);
		return receiver.received.length;
	};
	expect([await after(29), await after(1), await after(59), await after(1)]).toEqual([1, 2, 2, 3]);
	expect(await after(86_400)).toBe(3);
	const [first, , last] = receiver.received;
	expect(last.body).toMatchObject({ event: 'call.ended', call: expect.any(Object) });
	expect(last.path).toBe(first.path);
});

test('it comes eleven times at most', async () => {
	receiver.statuses.push(...Array.from({ length: 20 }, () => 500));
	await endOfCall();
	for (let minute = 0; minute < 10 * 60; minute++) await sandbox.clock.advance(60);
	expect(receiver.received).toHaveLength(11);
});
