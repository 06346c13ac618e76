// npm run test:host, npm run test:editor: one jest project.
import { jest } from './steps.mts';

async function main() {
	const [layer, ...args] = process.argv.slice(2);
	// Most of a file's time is n8n's own waiting. Each file has an account of its own, so that two do not meet.
	await jest([layer], ['--maxWorkers=2', ...args]);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
