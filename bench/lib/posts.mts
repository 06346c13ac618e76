/** Requests to workflows of the n8n under test, one after the other. */
import { performance } from 'node:perf_hooks';
import { Client } from 'undici';
import type { WorkflowFile } from '../../scripts/host/client.mts';
import { median } from './rounds.mts';
import type { Bench, Variant } from './types.mts';

const POSTS = 50;

/** What is posted; asked for anew each time. */
export interface Post {
	headers?: Record<string, string>;
	/** JSON. */
	body: string;
}

/**
 * The median time from a POST to the end of its answer.
 *
 * @param path of the webhook, with a leading slash
 * @param expected the answer's text, where it counts; any success will do otherwise
 */
export const posts = (
	{ host }: Bench,
	path: string,
	next: () => Post,
	expected?: string,
): Variant => ({
	async run() {
		const client = new Client(host.url);
		const times: number[] = [];
		for (let count = 0; count < POSTS; count++) {
			const { headers, body } = next();
			const start = performance.now();
			const answer = await client.request({
				method: 'POST',
				path,
				headers: { 'content-type': 'application/json', ...headers },
				body,
			});
			const text = await answer.body.text();
			times.push(performance.now() - start);
			if (answer.statusCode >= 300 || (expected !== undefined && text !== expected)) {
				throw new Error(`${path} answered ${answer.statusCode}: ${text.slice(0, 200)}`);
			}
		}
		await client.close();
		return { ms: median(times) ?? Number.NaN };
	},
});

/** Stores and publishes a workflow that starts at a request. */
export async function publish({ client }: Bench, file: WorkflowFile): Promise<void> {
	const { id } = await client.createWorkflow({
		...file,
		// Storing every execution would go on behind the next request and be counted with it.
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none' },
	});
	await client.activate(id);
}
