/** The baseline: a bare client with one kept-alive connection, nothing of n8n in the way. */
import { performance } from 'node:perf_hooks';
import { Client } from 'undici';
import type { Bench, Measure, Variant } from './types.mts';

export interface BareRequest {
	method: 'GET' | 'POST' | 'PATCH';
	path: string;
	body?: unknown;
}

/**
 * Makes a variant that sends requests one after the other, or some at once.
 *
 * @param requests makes the requests anew for each round
 * @param atOnce how many are open at once, each on a connection of its own
 */
export function bare(
	{ sandbox }: Bench,
	requests: () => BareRequest[],
	options: { before?: Variant['before']; atOnce?: number } = {},
): Variant {
	return {
		before: options.before,
		async run(): Promise<Measure> {
			const clients = Array.from({ length: options.atOnce ?? 1 }, () => new Client(sandbox.url));
			const pending = requests();
			const start = performance.now();
			let next = 0;
			await Promise.all(
				clients.map(async (client) => {
					while (next < pending.length) {
						const { method, path, body } = pending[next++];
						const answer = await client.request({
							method,
							path,
							headers: { 'x-api-key': sandbox.apiKey, 'content-type': 'application/json' },
							...(body === undefined ? {} : { body: JSON.stringify(body) }),
						});
						await answer.body.json();
						if (answer.statusCode >= 300)
							throw new Error(`${method} ${path}: ${answer.statusCode}`);
					}
				}),
			);
			const ms = performance.now() - start;
			await Promise.all(clients.map(async (client) => await client.close()));
			return { ms, requests: pending.length };
		},
	};
}
