import { setTimeout as sleep } from 'node:timers/promises';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Ultravox } from '../nodes/Ultravox/Ultravox.node.ts';
import { startSandbox, type Sandbox } from '../sandbox';
import { waitFor } from '../scripts/host/waitFor.mts';
import { runNode, type RunResult } from '../test/support/harness';
import { retryWithChangingTexts } from './retried.mts';
import { loseStaticData } from './staticData.mts';
import { changeTogether } from './together.mts';
import { tryWaysIn } from './waysIn.mts';

/** A run of many items, or one that is stopped. */
export interface LongResult {
	name: string;
	/** What was measured, for the reader. */
	figures: string;
	broken: string[];
}

const MANY = 10_000;
const MB = 1024 * 1024;
/** Heap in bytes that an item may leave: its output, and n8n's record of it. */
const MOST_PER_ITEM = 4096;
/** Milliseconds after which a stopped run has to be over. */
const SOON = 1000;

const UPDATE: INodeParameters = {
	resource: 'twilioTelephonyConfig',
	operation: 'update',
	mappingMode: 'replace',
	requestContextMapping: {
		mappings: [{ requestField: '={{ $json.field }}', contextField: 'user.phone' }],
	},
};
const LIST: INodeParameters = { resource: 'call', operation: 'getAll', returnAll: true };
const items = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({ field: `Field${index}` }));

/** Runs the long ones; they take a minute or two. */
export async function runLong(say: (text: string) => void): Promise<LongResult[]> {
	const results: LongResult[] = [];
	const works = [
		updateMany,
		listMany,
		retryWithChangingTexts,
		changeTogether,
		loseStaticData,
		tryWaysIn,
		...STOPPED.map((one) => async () => await stop(one)),
	];
	for (const work of works) {
		const result = await work();
		say(`${result.name}: ${result.figures}`);
		results.push(result);
	}
	return results;
}

async function run(
	sandbox: Sandbox,
	parameters: INodeParameters,
	input: IDataObject[],
	signal?: AbortSignal,
): Promise<RunResult> {
	return await runNode({
		node: Ultravox,
		parameters: { options: { timeout: 60, maxRetries: 2, checkMapping: false }, ...parameters },
		credentials: { ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } },
		items: input,
		...(signal ? { signal } : {}),
	});
}

function heap(): number {
	if (!global.gc) throw new Error('Run this with node --expose-gc');
	global.gc();
	return process.memoryUsage().heapUsed;
}

/** Takes the heap after each tenth of so many requests, and keeps the sandbox's log from growing meanwhile. */
function watchHeap(sandbox: Sandbox, requests: number) {
	const points: number[] = [];
	let seen = 0;
	let working = true;
	const watching = (async () => {
		while (working) {
			await sleep(20);
			seen += sandbox.requests.length;
			sandbox.requests.length = 0;
			if (seen >= ((points.length + 1) * requests) / 10) points.push(heap());
		}
	})();
	return async () => {
		working = false;
		await watching;
		return { points, seen: seen + sandbox.requests.length };
	};
}

async function measured(
	name: string,
	sandbox: Sandbox,
	parameters: INodeParameters,
	input: IDataObject[],
	requests: number,
): Promise<LongResult> {
	// The first run loads and compiles what the second one needs.
	await run(sandbox, parameters, input.slice(0, 50));
	sandbox.requests.length = 0;
	const before = heap();
	const end = watchHeap(sandbox, requests);
	const started = Date.now();
	let result: RunResult | undefined = await run(sandbox, parameters, input);
	const seconds = (Date.now() - started) / 1000;
	const { points, seen } = await end();
	const after = heap();
	const count = result.items.length;
	const broken = result.error ? [result.error.message] : [];
	result = undefined;
	const left = heap();
	if (count !== MANY) broken.push(`${count} items came out`);
	if (seen !== requests) broken.push(`${seen} requests`);
	if ((after - before) / MANY > MOST_PER_ITEM) broken.push('an item leaves too much in memory');
	if (left - before > 8 * MB) broken.push('memory stays taken after the run');
	// More in the second half than in the first would be growth beyond the output.
	const [first, middle, last] = [points[0], points[4], points[points.length - 1]];
	if (last - middle > Math.max(middle - first, 0) * 1.5 + 8 * MB) broken.push('memory grows');
	const mb = (bytes: number) => (bytes / MB).toFixed(1);
	const figures = `${count} items, ${seen} requests, ${seconds.toFixed(0)} s; heap in MB: ${mb(before)} before, ${points.map(mb).join(' ')} on the way, ${mb(after)} with the output, ${mb(left)} after it`;
	return { name, figures, broken };
}

async function updateMany(): Promise<LongResult> {
	const sandbox = await startSandbox({ agents: 1 });
	sandbox.seedConfig('twilio');
	return await measured('10,000 different updates', sandbox, UPDATE, items(MANY), MANY).finally(
		async () => await sandbox.close(),
	);
}

async function listMany(): Promise<LongResult> {
	const sandbox = await startSandbox({ agents: 1 });
	sandbox.calls.seed(MANY);
	return await measured('10,000 calls by Get Many', sandbox, LIST, items(1), MANY / 100).finally(
		async () => await sandbox.close(),
	);
}

/** A run that is stopped in the middle, once so many requests have arrived. */
interface Stopped {
	name: string;
	parameters: INodeParameters;
	count: number;
	after: number;
	prepare(sandbox: Sandbox): void;
}

const STOPPED: Stopped[] = [
	{
		name: 'stop 10,000 updates in the middle',
		parameters: UPDATE,
		count: MANY,
		after: 200,
		prepare: (sandbox) => sandbox.seedConfig('twilio'),
	},
	{
		name: 'stop Get Many in the middle',
		parameters: LIST,
		count: 1,
		after: 20,
		prepare(sandbox) {
			sandbox.calls.seed(MANY);
			sandbox.switches.latencyMs = 20;
		},
	},
	{
		name: 'stop while waiting for Retry-After',
		parameters: UPDATE,
		count: 10,
		after: 1,
		prepare(sandbox) {
			sandbox.seedConfig('twilio');
			sandbox.faults.add({ status: 429, headers: { 'retry-after': '60' }, times: Infinity });
		},
	},
	{
		name: 'stop while waiting for an answer',
		parameters: UPDATE,
		count: 10,
		after: 1,
		prepare(sandbox) {
			sandbox.seedConfig('twilio');
			sandbox.faults.add({ never: true, times: Infinity });
		},
	},
];

/** Three times, since the machine may be busy with something else for a moment. */
async function stop(stopped: Stopped): Promise<LongResult> {
	const { name } = stopped;
	const all = [await stopOnce(stopped), await stopOnce(stopped), await stopOnce(stopped)];
	const [, took] = all.map((one) => one.took).sort((one, other) => one - other);
	const broken = all.flatMap((one) => one.broken);
	if (took > SOON) broken.push('it took too long');
	const each = all.map((one) => `${one.took} ms after ${one.requests} requests`);
	return { name, figures: `over in ${each.join(', ')}`, broken };
}

async function stopOnce({ parameters, count, after, prepare }: Stopped) {
	const sandbox = await startSandbox({ agents: 1 });
	try {
		prepare(sandbox);
		const stopper = new AbortController();
		const running = run(sandbox, parameters, items(count), stopper.signal);
		await waitFor(`${after} requests`, async () => sandbox.requests.length >= after, { every: 5 });
		await sleep(300);
		const stoppedAt = Date.now();
		stopper.abort();
		const { status, error } = await running;
		const took = Date.now() - stoppedAt;
		const requests = sandbox.requests.length;
		// What still runs behind the back of the engine would show here.
		await sleep(SOON);
		const late = sandbox.requests.filter(({ at }) => at > stoppedAt + SOON).length;
		const broken: string[] = [];
		if (status !== 'canceled') broken.push(`n8n shows it as ${status}: ${error?.message ?? ''}`);
		if (late > 0) broken.push(`${late} requests after it`);
		return { took, requests, broken };
	} finally {
		await sandbox.close();
	}
}
