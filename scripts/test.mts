// npm test: everything that needs neither the built package nor an n8n host. Arguments go to jest: npm test -- -t "allowed agents"
import { jest, runSteps, showTool, type Print } from './steps.mts';

const SOURCES = '**/*.{ts,mts,mjs,cjs,js}';

/** ESLint ends with 0 when there are warnings only; here none are accepted. */
async function lint(print: Print) {
	const lines = await showTool(print, 'n8n-node', 'lint');
	if (lines.some((line) => /\d+ problems? \(/.test(line))) throw new Error('There are warnings.');
}

/** What the tools know from the last time; they look only at what has changed since. */
const CACHE = 'node_modules/.cache';

const format = async (print: Print) =>
	await showTool(print, 'prettier', '--check', '--cache', '--log-level=warn', SOURCES);

const types = async (print: Print) =>
	await showTool(
		print,
		'tsc',
		'-p',
		'tsconfig.check.json',
		'--incremental',
		'--tsBuildInfoFile',
		`${CACHE}/types.tsbuildinfo`,
	);

const rooms = async (print: Print) =>
	await showTool(
		print,
		'depcruise',
		'--config',
		'.dependency-cruiser.cjs',
		'nodes',
		'credentials',
		'sandbox',
	);

async function main() {
	const args = process.argv.slice(2);
	// First, so that what was forgotten in a list is named before everything that breaks by it.
	const lists = {
		name: 'lists',
		run: async (print: Print) =>
			await showTool(print, 'jest', 'test/unit/lists', '--selectProjects', 'unit'),
	};
	const tests = {
		name: 'unit and engine tests',
		run: async () => await jest(['unit', 'engine'], args),
	};
	// Each of these keeps one processor busy at most, and the tests wait a lot.
	const checks = [
		{ name: 'lint', run: lint },
		{ name: 'format', run: format },
		{ name: 'types', run: types },
		{ name: 'rooms', run: rooms },
	];
	const passed = await runSteps([lists, tests], checks);
	process.exitCode = passed ? 0 : 1;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
