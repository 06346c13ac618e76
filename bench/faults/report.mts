import { mkdirSync, writeFileSync } from 'node:fs';

import { PROVIDERS } from '../../test/engine/telephony/providers';
import type { CellResult } from './cell.mts';
import type { LongResult } from './long.mts';

export interface FaultsResult {
	cells: CellResult[];
	long: LongResult[];
	seconds: number;
	/** Whether nothing was left out. */
	whole: boolean;
	/** Whether a secret was printed. */
	leaked: boolean;
}

/** Listens to what the process prints, for secrets. */
export function printed(): { leaked(): boolean } {
	const secrets = PROVIDERS.flatMap(({ account, secretFields }) =>
		secretFields.map((name) => account[name]),
	);
	// Keys of the sandboxes: eight characters, a dot, 32 characters.
	const key = /\b[0-9a-f]{8}\.[0-9a-f]{32}\b/;
	let leaked = false;
	for (const stream of [process.stdout, process.stderr]) {
		const write = stream.write.bind(stream) as (...all: unknown[]) => boolean;
		stream.write = ((chunk: unknown, ...rest: unknown[]) => {
			const text = String(chunk);
			if (key.test(text) || secrets.some((secret) => text.includes(secret))) leaked = true;
			return write(chunk, ...rest);
		}) as typeof stream.write;
	}
	return { leaked: () => leaked };
}

/**
 * Prints the table, and writes the JSON and, for a whole run, the summary.
 *
 * @returns whether nothing broke
 */
export function report(result: FaultsResult, say: (text: string) => void): boolean {
	const { cells, long, whole, leaked } = result;
	for (const { operation, fault, broken, outcome, requests } of cells) {
		const text = broken.length === 0 ? 'ok' : broken.join('; ');
		say(`${operation.padEnd(34)} ${fault.padEnd(28)} ${outcome.padEnd(8)} ${requests} ${text}`);
	}
	for (const { name, figures, broken } of long) {
		say(`${name}: ${broken.length === 0 ? 'ok' : broken.join('; ')}\n  ${figures}`);
	}
	if (leaked) say('A secret was printed.');
	const broken = [...cells, ...long].filter((one) => one.broken.length > 0);
	say(`${cells.length + long.length} cells and runs, ${broken.length} broken, ${result.seconds} s`);
	mkdirSync('test-results', { recursive: true });
	writeFileSync('test-results/faults.json', `${JSON.stringify(result, null, '\t')}\n`);
	if (whole) writeFileSync('bench/faults.md', summary(result));
	return broken.length === 0 && !leaked;
}

function summary({ cells, long, leaked }: FaultsResult): string {
	const operations = [...new Set(cells.map(({ operation }) => operation))];
	const rows = operations.map((operation) => {
		const own = cells.filter((cell) => cell.operation === operation);
		const count = (keep: (cell: CellResult) => boolean) => own.filter(keep).length;
		const figures = [
			own.length,
			count(({ outcome }) => outcome === 'refused'),
			count(({ outcome }) => outcome === 'done'),
			count(({ broken }) => broken.length > 0),
		];
		return `| ${operation} | ${figures.join(' | ')} |`;
	});
	const broken = cells.filter((cell) => cell.broken.length > 0);
	const lines = broken.map(
		({ operation, fault, broken: what }) => `- ${operation}, ${fault}: ${what.join('; ')}`,
	);
	return [
		'# Faults',
		'',
		`Every operation under every fault, by \`npm run faults\` (n8n's engine, the sandbox, Node ${process.versions.node}).`,
		'An operation that sends several kinds of requests is there once for each. A cell is two runs: one item with every',
		'request hit, and two items with Continue On Fail of which the first request is hit. Checked are the outcome, the',
		'message, the number of requests, that nothing is created twice, that no secret shows, and the pairing. An expression',
		'that finds nothing is a fault, too: one cell is every field of the operation with one way to write it.',
		'',
		'| operation | faults | ended with a message | done all the same | broken |',
		'|---|---|---|---|---|',
		...rows,
		'',
		`${cells.length} cells, ${broken.length} broken. ${leaked ? 'A secret was printed.' : 'No secret was printed.'}`,
		...(lines.length > 0 ? ['', ...lines] : []),
		'',
		'## Long runs',
		'',
		'| run | figures | result |',
		'|---|---|---|',
		...long.map(
			({ name, figures, broken: what }) => `| ${name} | ${figures} | ${what.join('; ') || 'ok'} |`,
		),
		'',
	].join('\n');
}
