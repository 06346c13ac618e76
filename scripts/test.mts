// npm test: everything that needs no n8n host. Arguments go to jest: npm test -- -t "allowed agents"
import { checkPackage } from './check-package.mts';
import { jest, runSteps, show, showTool } from './steps.mts';

const SOURCES = '**/*.{ts,mts,mjs,cjs,js}';

async function main() {
	const args = process.argv.slice(2);
	const passed = await runSteps([
		{ name: 'lint', run: async () => await showTool('n8n-node', 'lint') },
		{
			name: 'format',
			run: async () => await showTool('prettier', '--check', '--log-level=warn', SOURCES),
		},
		{ name: 'types', run: async () => await showTool('tsc', '-p', 'tsconfig.check.json') },
		{ name: 'build', run: async () => await show('npm', 'run', '--silent', 'build') },
		{ name: 'package', run: checkPackage },
		{ name: 'unit and engine tests', run: async () => await jest(['unit', 'engine'], args) },
	]);
	process.exitCode = passed ? 0 : 1;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
