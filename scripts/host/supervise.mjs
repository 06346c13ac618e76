// Runs a program for as long as its own stdin stays open: the starter holds the other end, so the
// program ends with the starter, however that ends (Ctrl-C, a crash, kill -9). Written by us because no library
// does it: what execa and others do when the starter exits runs in the starter, which a kill -9 leaves no time for,
// and reaches one process, while n8n's task runners are processes of their own.
// Usage: node supervise.mjs <seconds to end in peace> <program> [arguments …]
import { spawn } from 'node:child_process';

const [grace, program, ...args] = process.argv.slice(2);
// A process group of its own: n8n's task runners are reached through it too.
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });

function endGroup() {
	try {
		process.kill(-child.pid, 'SIGKILL');
	} catch {
		// Nothing of it is left.
	}
}

let ending = false;
function end() {
	if (ending) return;
	ending = true;
	child.kill('SIGTERM');
	setTimeout(endGroup, Number(grace) * 1000);
}

process.stdin.resume();
process.stdin.once('end', end);
process.stdin.once('error', end);
// As a crash would end it: at once, and without a chance to tidy up.
process.on('SIGUSR2', endGroup);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
// The starter may be gone, and with it whoever read this program's output.
for (const stream of [process.stdout, process.stderr]) stream.on('error', end);

child.once('error', (error) => {
	console.error(String(error));
	process.exit(127);
});
child.once('exit', (code) => {
	endGroup();
	process.exit(code ?? 1);
});
