// npm run test:host, npm run test:editor: one jest project; before that of the hosts, the package that they get is checked.
// Arguments go to jest: npm run test:host -- test/host/trigger
import { checkPackage } from './check-package.mts';
import { jest, runSteps, type Step } from './steps.mts';

/** Files at once: most of a file's time is n8n's or the browser's own waiting. */
const WORKERS = 2;

async function main() {
	const [layer, ...args] = process.argv.slice(2);
	// Whoever names files looks at those only, and needs one n8n for them.
	const isWhole = args.length === 0;
	const steps: Step[] = [
		{
			name: `${layer} tests`,
			run: async () => await jest([layer], isWhole ? [`--maxWorkers=${WORKERS}`] : ['-i', ...args]),
		},
	];
	if (layer === 'host' && isWhole) steps.unshift({ name: 'package', run: checkPackage });
	const passed = await runSteps(steps);
	process.exitCode = passed ? 0 : 1;
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
