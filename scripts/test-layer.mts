// npm run test:host, npm run test:editor: one jest project.
import { jest } from './steps.mts';

/**
 * Files at once. Most of a host file's time is n8n's own waiting, and each has an account of its own, so that two do not
 * meet. In the editor they would: n8n chooses the newest credential for a new node, whosever it is.
 */
const WORKERS: Record<string, number> = { host: 2, editor: 1 };

async function main() {
	const [layer, ...args] = process.argv.slice(2);
	await jest([layer], [`--maxWorkers=${WORKERS[layer] ?? 1}`, ...args]);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
