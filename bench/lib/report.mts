/** Words the results. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Result } from './rounds.mts';
import type { Measure } from './types.mts';

const MOST_KB = 400;

const HEAD = [
	'| workload | ours | instead | ratio | to reach | bare client | requests, ours |',
	'|---|---|---|---|---|---|---|',
];

const round = (value: number) => (value < 10 ? value.toFixed(1) : Math.round(value).toString());

function figures({ ms, mb }: Measure, unit: Set<string>): string {
	const parts = [];
	if (unit.has('ms')) parts.push(`${round(ms)} ms`);
	if (unit.has('mb') && mb !== undefined) parts.push(`${round(mb)} MB`);
	return parts.join(', ');
}

function line({ workload, ours, other, baseline, ratios, broken }: Result): string {
	const unit = new Set<string>(workload.compare ?? ['ms']);
	const compared = Number.isFinite(workload.limit) ? ratios : [];
	const ratio = compared
		.map(({ ratio: value, reached }) => `${value.toFixed(3)}${reached ? '' : ' ✗'}`)
		.join(', ');
	const most = ours.atOnce !== undefined && ours.atOnce > 1 ? ` (${ours.atOnce} at once)` : '';
	return `| ${[
		workload.name,
		figures(ours, unit),
		figures(other, unit),
		ratio + (broken.length > 0 ? ` ✗ ${broken.join('; ')}` : ''),
		compared.length > 0 ? `≤ ${workload.limit}` : '',
		baseline ? figures(baseline, unit) : '',
		ours.requests === undefined ? '' : `${ours.requests}${most}`,
	].join(' | ')} |`;
}

/**
 * Prints the table, and writes it down when it is whole.
 */
async function write(
	results: Result[],
	about: { whole: boolean; version: string; packageBytes: number },
): Promise<void> {
	const table = [...HEAD, ...results.map(line)].join('\n');
	const kB = Math.round(about.packageBytes / 1000);
	const size = `The package has ${kB} kB unpacked${kB < MOST_KB ? '' : ' ✗'} (to reach: under ${MOST_KB} kB).`;
	console.log(`\n${table}\n\n${size}`);
	if (!about.whole) return;
	const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
	const text = `# Measured side by side

Each figure is the median of ${results[0]?.rounds} rounds in one run, the variants taking turns. \`npm run bench\` makes this page anew.

n8n-nodes-ultravox ${version}, n8n ${about.version}, ${cpus().length} cores, against the sandbox on the same machine. Times are those
that n8n measured for the nodes; n8n's start, its storing of executions and its other nodes do not count. "Instead" is
n8n's own node for the job, set up by hand for the same work with the same key; "bare client" is undici with one
kept-alive connection and nothing of n8n in between. Only the ratios are worth comparing between machines.

${table}

${size}

## Reading the figures

- **Identical updates by expression.** What is left is n8n evaluating the expression for each item. Where a field was only
  dragged in, as in the row below it, the node reads it itself.
- **Calls read by ID.** With 20 requests at once and 50 ms each, a thousand take at least 2,500 ms, whoever sends them. The
  HTTP Request node has all thousand open at once; how long that takes differs much between runs.
- **A delivery beside a bare Webhook node.** For each delivery n8n 2.41 sets up an evaluator for expressions, and then
  another one for the execution; it spares the first only its own Webhook node, and that only while none of its settings
  is an expression. The second row of the two gives the Webhook node an expression and so the same evaluator. Answering
  before n8n has stored the execution would be faster, and an event would be lost when n8n stops at that moment.
- **The package's size.** All code is one minified file, without a dependency; over a third of it are the labels,
  descriptions and messages that users read.
`;
	await writeFile(join('bench', 'results.md'), text);
}

export const report = { line, write };
