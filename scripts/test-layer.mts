// npm run test:host, npm run test:editor: one jest project, one file after the other.
import { jest } from './steps.mts';

async function main() {
	const [layer, ...args] = process.argv.slice(2);
	await jest([layer], ['--runInBand', ...args]);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
