/** Child processes that never outlive the one that started them. */
import { join } from 'node:path';
import { execa } from 'execa';

const STREAMS = ['stdout', 'stderr'] as const;

export interface RunOptions {
	cwd?: string;
	/** The whole environment; that of this process unless told. */
	env?: NodeJS.ProcessEnv;
	/** Called with each line of output. */
	onLine?: (line: string, from: (typeof STREAMS)[number]) => void;
	/** Seconds between the request to end and the end by force; 10 unless told. */
	grace?: number;
}

export interface RunningProgram {
	/** Resolves with the exit code, also when the program ended by itself. */
	ended: Promise<number>;
	/** The exit code; undefined while it runs. */
	readonly exitCode: number | undefined;
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
	{ cwd, env = process.env, onLine, grace = 10 }: RunOptions = {},
): RunningProgram {
	const child = execa(process.execPath, [supervisor, String(grace), program, ...args], {
		cwd,
		env,
		extendEnv: false,
		stdin: 'pipe',
		buffer: false,
		detached: true,
		// How it ended is told by `ended`.
		reject: false,
	});
	const tell = async (from: (typeof STREAMS)[number]) => {
		for await (const line of child.iterable({ from })) onLine?.(line, from);
	};
	let exitCode: number | undefined;
	const ended = Promise.all([child, ...STREAMS.map(tell)]).then(([result]) => {
		runningPrograms.delete(running);
		exitCode = result.exitCode ?? 1;
		return exitCode;
	});
	const running: RunningProgram = {
		ended,
		get exitCode() {
			return exitCode;
		},
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
	return running;
}

/** Runs a program to its end, whatever its exit code is. */
export async function tryProgram(program: string, args: string[], options: RunOptions = {}) {
	const lines: string[] = [];
	const written: string[] = [];
	const { ended } = startProgram(program, args, {
		...options,
		onLine(line, from) {
			lines.push(line);
			if (from === 'stdout') written.push(line);
			options.onLine?.(line, from);
		},
	});
	return { code: await ended, stdout: written.join('\n'), lines };
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
