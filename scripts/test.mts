// npm test: everything that needs no n8n host. Arguments go to jest: npm test -- -t "allowed agents"
import { checkPackage } from './check-package.mts';
import { npmCommand } from './host/environment.mts';
import { runProgram } from './host/processes.mts';
import { jest, runSteps, showTool } from './steps.mts';

const SOURCES = '**/*.{ts,mts,mjs,cjs,js}';

/** ESLint ends with 0 when there are warnings only; here none are accepted. */
async function lint() {
	const lines = await showTool('n8n-node', 'lint');
	if (lines.some((line) => /\d+ problems? \(/.test(line))) throw new Error('There are warnings.');
}

/** Its output is an animation; only what it says when it does not succeed is worth reading. */
async function build() {
	const [program, first] = npmCommand();
	await runProgram(program, [...first, 'run', '--silent', 'build'], { env: process.env });
}

async function main() {
	const args = process.argv.slice(2);
	const passed = await runSteps([
		// First, so that what was forgotten in a list is named before everything that breaks by it.
		{
			name: 'lists',
			run: async () => await showTool('jest', 'test/unit/lists', '--selectProjects', 'unit'),
		},
		{ name: 'lint', run: lint },
		{
			name: 'format',
			run: async () => await showTool('prettier', '--check', '--log-level=warn', SOURCES),
		},
		{ name: 'types', run: async () => await showTool('tsc', '-p', 'tsconfig.check.json') },
		{
			name: 'rooms',
			run: async () =>
				await showTool(
					'depcruise',
					'--config',
					'.dependency-cruiser.cjs',
					'nodes',
					'credentials',
					'sandbox',
				),
		},
		{ name: 'build', run: build },
		{ name: 'package', run: checkPackage },
		{ name: 'unit and engine tests', run: async () => await jest(['unit', 'engine'], args) },
	]);
	process.exitCode = passed ? 0 : 1;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
