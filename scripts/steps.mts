/** Steps of a check: named, each run even when one before it did not pass, with one truthful end. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tryProgram } from './host/processes.mts';

/** Reports that .ci/run counts. */
export const RESULTS_FOLDER = 'test-results';

export interface Step {
	name: string;
	/** @throws when the step does not pass, with a message that says why. */
	run: () => Promise<unknown>;
}

/** Runs all steps and prints one line for each. @returns whether all passed. */
export async function runSteps(steps: Step[]): Promise<boolean> {
	await mkdir(RESULTS_FOLDER, { recursive: true });
	const lines: string[] = [];
	let passed = true;
	for (const step of steps) {
		console.log(`\n── ${step.name} ──`);
		const started = Date.now();
		let reason: string | undefined;
		try {
			await step.run();
		} catch (error) {
			reason = error instanceof Error ? error.message : String(error);
			console.error(reason);
			passed = false;
		}
		const file = join(RESULTS_FOLDER, `step-${step.name.replace(/\W+/g, '-')}.json`);
		await writeFile(
			file,
			JSON.stringify({ step: step.name, passed: reason === undefined, reason }),
		);
		const seconds = Math.round((Date.now() - started) / 1000);
		lines.push(`${reason === undefined ? 'passed' : 'FAILED'}  ${step.name} (${seconds} s)`);
	}
	console.log(`\n${lines.join('\n')}`);
	return passed;
}

/**
 * Runs a tool that is installed in node_modules, and shows its output.
 * @returns the lines of its output.
 * @throws when it does not end with 0.
 */
export async function showTool(tool: string, ...args: string[]): Promise<string[]> {
	const { code, lines } = await tryProgram(join('node_modules', '.bin', tool), args, {
		env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
		onLine: (line) => console.log(line),
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
		'jest',
		'--selectProjects',
		...projects,
		'--json',
		`--outputFile=${report}`,
		...args,
	);
}
