/** Child processes that never outlive the one that started them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

export interface RunOptions {
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	/** Called with each line of output, stdout and stderr alike. */
	onLine?: (line: string) => void;
	/** Seconds between the request to end and the end by force; 10 unless told. */
	grace?: number;
}

export interface RunningProgram {
	/** Resolves with the exit code, also when the program ended by itself. */
	ended: Promise<number>;
	/** Everything that it wrote to stdout, when it has ended. */
	stdout: Promise<string>;
	/** Asks the program to end and waits until its whole process group is gone. */
	stop(): Promise<void>;
	/** Ends it as a crash would: at once, without a chance to tidy up. */
	kill(): Promise<void>;
}

const supervisor = join(process.cwd(), 'scripts', 'host', 'supervise.mjs');

const runningPrograms = new Set<RunningProgram>();

/** Ends every program that this process has started. */
export async function stopAllPrograms(): Promise<void> {
	await Promise.all([...runningPrograms].map(async (program) => await program.stop()));
}

/** Starts a program that ends, with everything that it started, when this process ends. */
export function startProgram(
	program: string,
	args: string[],
	options: RunOptions = {},
): RunningProgram {
	const child = spawn(
		process.execPath,
		[supervisor, String(options.grace ?? 10), program, ...args],
		{ cwd: options.cwd, env: options.env, stdio: ['pipe', 'pipe', 'pipe'], detached: true },
	);
	// The program may end before its input does; `ended` tells that.
	child.stdin.on('error', () => undefined);
	let written = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (written += text));
	forwardLines(child.stdout, options.onLine);
	forwardLines(child.stderr, options.onLine);
	const ended = once(child, 'close').then(([code]) => Number(code ?? 1));
	const running: RunningProgram = {
		ended,
		stdout: ended.then(() => written),
		async stop() {
			child.stdin.end();
			await ended;
		},
		async kill() {
			child.kill('SIGUSR2');
			await ended;
		},
	};
	runningPrograms.add(running);
	void ended.then(() => runningPrograms.delete(running));
	return running;
}

/** Runs a program to its end, whatever its exit code is. */
export async function tryProgram(program: string, args: string[], options: RunOptions = {}) {
	const lines: string[] = [];
	const running = startProgram(program, args, {
		...options,
		onLine(line) {
			lines.push(line);
			options.onLine?.(line);
		},
	});
	return { code: await running.ended, stdout: await running.stdout, lines };
}

/**
 * Runs a program to its end.
 * @returns its standard output.
 * @throws with the last lines of its output when it ends with another code than 0.
 */
export async function runProgram(program: string, args: string[], options: RunOptions = {}) {
	const { code, stdout, lines } = await tryProgram(program, args, options);
	if (code !== 0) {
		const said = lines.slice(-20).join('\n');
		throw new Error(`${program} ${args.join(' ')} ended with code ${code}:\n${said}`);
	}
	return stdout;
}

function forwardLines(stream: Readable, onLine?: (line: string) => void) {
	let rest = '';
	stream.setEncoding('utf8').on('data', (text: string) => {
		const lines = (rest + text).split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) onLine?.(line);
	});
	stream.on('end', () => {
		if (rest !== '') onLine?.(rest);
	});
}
