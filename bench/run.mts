/**
 * Measures the node beside what a user would take instead, on a real n8n, and writes bench/results.md.
 *
 * `npm run bench -- [--rounds 5] [--only text]`: `text` is a part of a workload's name.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { bytesBelow } from '../scripts/folder.mts';
import { installedFolder } from '../scripts/host/host.mts';
import { startBench } from './lib/start.mts';
import { measure, type Result } from './lib/rounds.mts';
import { report } from './lib/report.mts';
import { workloads } from './workloads/index.mts';

const { values } = parseArgs({
	options: { rounds: { type: 'string', default: '5' }, only: { type: 'string', default: '' } },
});
const chosen = workloads.filter(({ name }) => name.includes(values.only));
if (chosen.length === 0) throw new Error(`No workload has "${values.only}" in its name`);

const start = performance.now();
const { near, overTls, stop } = await startBench((message) => console.log(message));
const packageBytes = await bytesBelow(installedFolder(near.host.userFolder));
const results: Result[] = [];
try {
	for (const workload of chosen) {
		console.log(`\n${workload.name} …`);
		const result = await measure(
			workload.overTls ? overTls : near,
			workload,
			Number(values.rounds),
		);
		results.push(result);
		console.log(report.line(result));
	}
} finally {
	await stop();
}
await report.write(results, {
	whole: values.only === '',
	version: near.host.version,
	packageBytes,
	minutes: (performance.now() - start) / 60_000,
});
