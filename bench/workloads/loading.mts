/** What the package costs when n8n starts: a process of n8n's Node.js loads it as n8n's loader does. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedFolder } from '../../scripts/host/host.mts';
import { runProgram } from '../../scripts/host/processes.mts';
import type { Bench, Measure, Workload } from '../lib/types.mts';

const MOST_MS = 15;
const MOST_MB = 1.5;

/** n8n has n8n-workflow in memory anyway, so it is loaded before the measuring begins. */
const SCRIPT = `
const { join } = require('node:path');
const [, , installed] = process.argv;
require(require.resolve('n8n-workflow', { paths: [installed] }));
const { n8n } = require(join(installed, 'package.json'));
global.gc();
const before = process.memoryUsage().heapUsed;
const start = process.hrtime.bigint();
const kept = [];
for (const file of [...n8n.credentials, ...n8n.nodes]) {
	const name = file.split('/').pop().split('.')[0];
	kept.push(new (require(join(installed, file))[name])());
}
const ms = Number(process.hrtime.bigint() - start) / 1e6;
global.gc();
const mb = (process.memoryUsage().heapUsed - before) / 2 ** 20;
console.log(JSON.stringify({ ms, mb, kept: kept.length }));
`;

export const loading: Workload[] = [
	{
		name: 'loading the package, in ms and MB of heap',
		compare: ['ms', 'mb'],
		conditions: [
			{ toReach: `≤ ${MOST_MS} ms`, holds: ({ ms }) => ms <= MOST_MS },
			{ toReach: `≤ ${MOST_MB} MB`, holds: ({ mb }) => (mb ?? Infinity) <= MOST_MB },
		],
		prepare: async (bench) => ({
			ours: { run: async () => await load(bench) },
		}),
	},
];

async function load({ host }: Bench): Promise<Measure> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-ultravox-load-'));
	try {
		const script = join(folder, 'load.cjs');
		await writeFile(script, SCRIPT);
		const installed = installedFolder(host.userFolder);
		const env = { ...process.env, NODE_PATH: join(host.installed.folder, 'node_modules') };
		const lines = await runProgram(host.installed.node, ['--expose-gc', script, installed], {
			env,
		});
		return JSON.parse(lines.trim().split('\n').at(-1) ?? '') as Measure;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
