/** Words the results. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Result } from './rounds.mts';
import { ONE_WAY_MS } from './start.mts';
import type { Measure } from './types.mts';

const MOST_KB = 500;

type Column = [head: string, cell: (result: Result) => string];

const round = (value: number) => (value < 10 ? value.toFixed(1) : Math.round(value).toString());
const mark = (text: string, reached: boolean) => (reached ? text : `${text} ✗`);

function figures({ workload }: Result, measure: Measure | undefined): string {
	const unit = new Set<string>(workload.compare ?? ['ms']);
	const parts = [];
	if (measure && unit.has('ms')) parts.push(`${round(measure.ms)} ms`);
	if (measure?.mb !== undefined && unit.has('mb')) parts.push(`${round(measure.mb)} MB`);
	return parts.join(', ');
}

function requestsOf({ requests, atOnce = 0 }: Measure): string {
	if (requests === undefined) return '';
	return `${requests}${atOnce > 1 ? ` (${atOnce} at once)` : ''}`;
}

const traffic = (measure: Measure | undefined): string =>
	measure ? [measure.requests, measure.connections, measure.atOnce].map(String).join(' / ') : '';

function toReach({ workload: { limit }, conditions }: Result): string {
	const others = conditions.map((condition) => mark(condition.toReach, condition.reached));
	return [...(limit === undefined ? [] : [`≤ ${limit}`]), ...others].join(', ');
}

const WORK: Column[] = [
	['workload', ({ workload }) => workload.name],
	['ours', (result) => figures(result, result.ours)],
	['instead', (result) => figures(result, result.other)],
	[
		'ratio',
		({ ratios }) => ratios.map((one) => mark(one.ratio.toFixed(3), one.reached)).join(', '),
	],
	['to reach', toReach],
];
const NEAR: Column[] = [
	...WORK,
	['bare client', (result) => figures(result, result.baseline)],
	['requests, ours', ({ ours }) => requestsOf(ours)],
];
const OVER_TLS: Column[] = [
	...WORK,
	['requests / connections / at once, ours', ({ ours }) => traffic(ours)],
	['instead', ({ other }) => traffic(other)],
];

const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
const columnsOf = ({ workload }: Result) => (workload.overTls ? OVER_TLS : NEAR);

function line(result: Result): string {
	return row(columnsOf(result).map(([, cell]) => cell(result)));
}

function tableOf(results: Result[], columns: Column[]): string {
	const chosen = results.filter((result) => columnsOf(result) === columns);
	if (chosen.length === 0) return '';
	const heads = columns.map(([head]) => head);
	return [row(heads), row(heads.map(() => '---')), ...chosen.map(line)].join('\n');
}

export interface About {
	/** Whether every workload was measured. */
	whole: boolean;
	/** n8n's version. */
	version: string;
	packageBytes: number;
	/** How long all of it took. */
	minutes: number;
}

/** Prints the tables, and writes them down when they are whole. */
async function write(results: Result[], about: About): Promise<void> {
	const tables = [tableOf(results, NEAR), tableOf(results, OVER_TLS)];
	const kB = Math.round(about.packageBytes / 1000);
	const reached = mark(`${kB} kB unpacked`, kB < MOST_KB);
	const size = `The package has ${reached} (to reach: under ${MOST_KB} kB).`;
	console.log(`\n${tables.filter(Boolean).join('\n\n')}\n\n${size}`);
	if (about.whole) {
		await writeFile(join('bench', 'results.md'), page(results, about, [...tables, size]));
	}
}

function page(results: Result[], about: About, [near, overTls, size]: string[]): string {
	const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
	const rounds = results.map((result) => result.rounds);
	const [most, least] = [Math.max(...rounds), Math.min(...rounds)];
	const fewer = least < most ? ` (${least} where one takes a minute)` : '';
	return `# Measured side by side

Each figure is the median of ${most} rounds${fewer} in one run, the variants taking turns. \`npm run bench\` makes this
page anew; this time it took ${Math.ceil(about.minutes)} minutes.

n8n-nodes-ultravox ${version}, n8n ${about.version}, ${cpus().length} cores, against the sandbox on the same machine. Times are those
that n8n measured for the nodes; n8n's start, its storing of executions and its other nodes do not count. "Instead" is
n8n's own node for the job, set up by hand for the same work with the same key; "bare client" is undici with one
kept-alive connection and nothing of n8n in between. Only the ratios are worth comparing between machines.

${near}

${size}

## Over TLS, ${2 * ONE_WAY_MS} ms there and back

The same n8n, and the sandbox behind a TLS front on this machine, which delays every byte by ${ONE_WAY_MS} ms each way and a new
connection by one round trip more. n8n opens a connection for each request, ours and the HTTP Request node's: three
round trips. "At once" counts open connections; one that is just being closed while the next one is opened still counts.
Agents to add have nothing beside them: with the HTTP Request node it takes a loop, as above, of six round trips an item.

${overTls}

## Reading the figures

- **Identical updates by expression.** What is left is n8n evaluating the expression for each item. Where a field was only
  dragged in, as in the row below it, the node reads it itself.
- **A thousand updates, or calls read by ID.** The node begins no more than 150 requests in a second for one API key, as Ultravox
  documents 200 and live calls need some of them: a thousand take six to seven seconds. The HTTP Request node knows no limit; the
  sandbox, which refuses more than 200 as Ultravox does, lets it pass here. The rows with 150 show what an item costs.
- **300 calls read by ID, over TLS.** The same limit: the last of them may begin a second after the 150th, so that 1.6 to 1.8
  seconds are what it takes. The HTTP Request node needs 1.3 to 1.9 seconds for them, another time in each run.
- **Loading the package.** Four nodes and twelve resources, at the start of n8n; the target is from when there were two nodes.
- **A delivery beside a bare Webhook node.** For each delivery n8n 2.41 sets up an evaluator for expressions, and then
  another one for the execution; it spares the first only its own Webhook node, and that only while none of its settings
  is an expression. The second row of the two gives the Webhook node an expression and so the same evaluator. Answering
  before n8n has stored the execution would be faster, and an event would be lost when n8n stops at that moment.
- **The package's size.** All code is one minified file, without a dependency; over a third of it are the labels,
  descriptions and messages that users read.
`;
}

export const report = { line, write };
