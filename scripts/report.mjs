// Counts the reports of a whole run and prints `N passed, N failed`; ends with 1 unless all passed.
// Usage: node scripts/report.mjs <jest report that has to be there> …
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'test-results';
const read = (file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

let passed = 0;
let failed = 0;

for (const name of process.argv.slice(2)) {
	const file = `jest-${name}.json`;
	if (!existsSync(join(FOLDER, file))) {
		console.log(`${file} is missing: this run did not come to its end`);
		failed += 1;
		continue;
	}
	const report = read(file);
	// A file that could not be loaded has no tests to count.
	const broken = report.testResults.filter(
		({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
	).length;
	console.log(
		`${name}: ${report.numPassedTests} passed, ${report.numFailedTests + broken} failed, ` +
			`${report.numPendingTests + report.numTodoTests} not run`,
	);
	passed += report.numPassedTests;
	failed += report.numFailedTests + broken;
	if (!report.success && report.numFailedTests + broken === 0) failed += 1;
}

const steps = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => /^step-/.test(file)) : [];
for (const { step, passed: isPassed } of steps.map(read)) {
	if (isPassed) continue;
	console.log(`${step}: failed`);
	// The tests' own failures are counted above; if there are none, the step failed for another reason.
	if (!/tests$/.test(step) || failed === 0) failed += 1;
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
