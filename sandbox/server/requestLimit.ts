import type { FastifyRequest } from 'fastify';
import type { Switches } from '../switches';
import { detail } from './problems';

const SECOND_MS = 1000;

/** Refuses what a key asks beyond so many requests in a second; what is refused does not count. */
export class RequestLimit {
	/** When the requests of the latest second arrived, by key. */
	private readonly arrivals = new Map<string, number[]>();

	constructor(private readonly switches: Switches) {}

	/** @throws Problem 429 that says when to ask again */
	check(request: FastifyRequest, now: number): void {
		const { requestsPerSecond: most } = this.switches;
		if (most === null) return;
		const key = String(request.headers['x-api-key']);
		const recent = (this.arrivals.get(key) ?? []).filter((at) => now - at < SECOND_MS);
		this.arrivals.set(key, recent);
		if (recent.length >= most) {
			throw detail(429, 'Request was throttled. Expected available in 1 second.', {
				'retry-after': '1',
			});
		}
		recent.push(now);
	}
}
