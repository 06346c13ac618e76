import { setTimeout as wait } from 'node:timers/promises';

/** Waits in real time. */
export async function sleep(milliseconds: number): Promise<void> {
	await wait(milliseconds);
}
