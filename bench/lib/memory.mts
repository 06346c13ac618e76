/** Peak memory of a process, as Linux counts it. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Watches the process that listens on a port.
 *
 * @returns `stop`, which answers the peak above the memory at the start in MB; undefined where Linux does not tell
 */
export async function memoryPeak(
	port: number,
): Promise<{ stop(): Promise<number | undefined> } | undefined> {
	const pid = listener(port);
	if (pid === undefined) return undefined;
	// Writing 5 sets the recorded peak back to the present size.
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
	const before = status(pid, 'VmRSS');
	return { stop: async () => (status(pid, 'VmHWM') - before) / 1024 };
}

function status(pid: number, field: string): number {
	const line = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(
		readFileSync(`/proc/${pid}/status`, 'utf8'),
	);
	return Number(line?.[1]);
}

function listener(port: number): number | undefined {
	const lines = execFileSync('ss', ['-ltnpH', `sport = :${port}`], { encoding: 'utf8' });
	const pid = /pid=(\d+)/.exec(lines)?.[1];
	return pid === undefined ? undefined : Number(pid);
}
