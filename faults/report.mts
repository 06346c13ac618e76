import { mkdirSync, writeFileSync } from 'node:fs';

import { PROVIDERS } from '../test/engine/telephony/providers';
import type { ScenarioResult } from './scenario.mts';
import type { LongResult } from './long.mts';

export interface FaultsResult {
	scenarios: ScenarioResult[];
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
	const { scenarios, long, whole, leaked } = result;
	for (const { operation, fault, broken, outcome, requests } of scenarios) {
		const text = broken.length === 0 ? 'ok' : broken.join('; ');
		say(`${operation.padEnd(34)} ${fault.padEnd(28)} ${outcome.padEnd(8)} ${requests} ${text}`);
	}
	for (const { name, figures, broken } of long) {
		say(`${name}: ${broken.length === 0 ? 'ok' : broken.join('; ')}\n  ${figures}`);
	}
	if (leaked) say('A secret was printed.');
	const broken = [...scenarios, ...long].filter((one) => one.broken.length > 0);
	say(
		`${scenarios.length + long.length} scenarios and runs, ${broken.length} broken, ${result.seconds} s`,
	);
	mkdirSync('test-results', { recursive: true });
	writeFileSync('test-results/faults.json', `${JSON.stringify(result, null, '\t')}\n`);
	if (whole) writeFileSync('faults/results.md', summary(result));
	return broken.length === 0 && !leaked;
}

function summary({ scenarios, long, leaked }: FaultsResult): string {
	const operations = [...new Set(scenarios.map(({ operation }) => operation))];
	const rows = operations.map((operation) => {
		const own = scenarios.filter((scenario) => scenario.operation === operation);
		const count = (keep: (scenario: ScenarioResult) => boolean) => own.filter(keep).length;
		const figures = [
			own.length,
			count(({ outcome }) => outcome === 'refused'),
			count(({ outcome }) => outcome === 'done'),
			count(({ broken }) => broken.length > 0),
		];
		return `| ${operation} | ${figures.join(' | ')} |`;
	});
	const broken = scenarios.filter((scenario) => scenario.broken.length > 0);
	const lines = broken.map(
		({ operation, fault, broken: what }) => `- ${operation}, ${fault}: ${what.join('; ')}`,
	);
	return [
		'# Faults',
		'',
		`Every operation under every fault, by \`npm run faults\` (n8n's engine, the sandbox, Node ${process.versions.node}).`,
		'An operation that sends several kinds of requests is there once for each. A scenario is two runs: one item with every',
		'request hit, and two items with Continue On Fail of which the first request is hit. Checked are the outcome, the',
		'message, the number of requests, that nothing is created twice, that no secret shows, and the pairing. An expression',
		'that finds nothing is a fault, too: one cell is every field of the operation with one way to write it.',
		'',
		'| operation | faults | ended with a message | done all the same | broken |',
		'|---|---|---|---|---|',
		...rows,
		'',
		`${scenarios.length} scenarios, ${broken.length} broken. ${leaked ? 'A secret was printed.' : 'No secret was printed.'}`,
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
