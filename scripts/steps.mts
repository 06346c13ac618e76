/** Steps of a check: named, each run even when another did not pass, with one truthful end. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tryProgram } from './host/processes.mts';

/** Reports that .ci/run counts. */
export const RESULTS_FOLDER = 'test-results';

/** Shows a line of a step's output. */
export type Print = (line: string) => void;

export interface Step {
	name: string;
	/** @throws when the step does not pass, with a message that says why. */
	run: (print: Print) => Promise<unknown>;
}

/**
 * Runs all steps, and prints one line for each at the end.
 *
 * @param steps one after the other; what they print is seen at once
 * @param beside one after the other as well, at the same time as `steps`; what each prints is seen when it is done
 * @returns whether all passed
 */
export async function runSteps(steps: Step[], beside: Step[] = []): Promise<boolean> {
	await mkdir(RESULTS_FOLDER, { recursive: true });
	const results = await Promise.all([
		oneByOne(beside, async (step) => await runQuietly(step)),
		oneByOne(steps, async (step) => await runStep(step, (line) => console.log(line))),
	]);
	const ended = results.flat();
	console.log(`\n${ended.map(({ line }) => line).join('\n')}`);
	return ended.every(({ passed }) => passed);
}

interface Ended {
	passed: boolean;
	line: string;
}

async function oneByOne(steps: Step[], run: (step: Step) => Promise<Ended>): Promise<Ended[]> {
	const ended: Ended[] = [];
	for (const step of steps) ended.push(await run(step));
	return ended;
}

async function runQuietly(step: Step): Promise<Ended> {
	const lines: string[] = [];
	const ended = await runStep(step, (line) => lines.push(line));
	console.log(lines.join('\n'));
	return ended;
}

/** Runs a step, even when one before it did not pass, and notes how it ended for .ci/run. */
async function runStep({ name, run }: Step, print: Print): Promise<Ended> {
	print(`\n── ${name} ──`);
	const started = Date.now();
	let reason: string | undefined;
	try {
		await run(print);
	} catch (error) {
		reason = error instanceof Error ? error.message : String(error);
		print(reason);
	}
	const passed = reason === undefined;
	const file = join(RESULTS_FOLDER, `step-${name.replace(/\W+/g, '-')}.json`);
	await writeFile(file, JSON.stringify({ step: name, passed, reason }));
	const seconds = Math.round((Date.now() - started) / 1000);
	return { passed, line: `${passed ? 'passed' : 'FAILED'}  ${name} (${seconds} s)` };
}

/**
 * Runs a tool that is installed in node_modules, and shows its output.
 * @returns the lines of its output.
 * @throws when it does not end with 0.
 */
export async function showTool(print: Print, tool: string, ...args: string[]): Promise<string[]> {
	const { code, lines } = await tryProgram(join('node_modules', '.bin', tool), args, {
		env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
		onLine: print,
	});
	if (code !== 0) throw new Error(`${tool} ${args.join(' ')} ended with code ${code}`);
	return lines;
}

/**
 * Runs jest projects with a JSON report each run, which .ci/run counts.
 * @param args more arguments for jest, e.g. from the command line.
 */
export async function jest(projects: string[], args: string[] = []): Promise<void> {
	const report = join(RESULTS_FOLDER, `jest-${projects.join('-')}.json`);
	await mkdir(RESULTS_FOLDER, { recursive: true });
	await rm(report, { force: true });
	await showTool(
		(line) => console.log(line),
		'jest',
		'--selectProjects',
		...projects,
		'--json',
		`--outputFile=${report}`,
		...args,
	);
}
