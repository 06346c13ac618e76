import { randomBytes } from 'node:crypto';

import { startSandbox } from '../sandbox';
import { CASES, type FaultCase } from './cases.mts';
import { runScenario, type ScenarioResult, type Fixtures } from './scenario.mts';
import { OPERATIONS, type Operation } from './operations.mts';
import { closedAddress, startElsewhere, startWithoutTrust } from './servers.mts';

/** Scenarios at once; most of their time is waiting. */
const AT_ONCE = 16;

/** An API key in the documented format that no other run has. */
const newKey = () => `${randomBytes(4).toString('hex')}.${randomBytes(16).toString('hex')}`;

/**
 * Runs every operation under every fault.
 *
 * @param only part of the names of the operations
 * @param fault part of the names of the faults
 * @param tell is told how far it is
 * @returns the scenarios in the order of the table
 */
export async function runMatrix(
	only: string,
	fault: string,
	tell: (text: string) => void,
): Promise<ScenarioResult[]> {
	const [elsewhere, untrusted] = [await startElsewhere(), await startWithoutTrust()];
	const fixtures: Fixtures = {
		elsewhere,
		bases: {
			refused: await closedAddress(),
			dns: 'https://api.faults.invalid',
			tls: untrusted.url,
		},
	};
	const scenarios: Array<[Operation, FaultCase]> = OPERATIONS.filter(({ name }) =>
		name.includes(only),
	).flatMap((operation) =>
		CASES.filter(
			({ name, base }) => name.includes(fault) && (!base || operation.service === undefined),
		).map((one): [Operation, FaultCase] => [operation, one]),
	);
	const results: ScenarioResult[] = new Array(scenarios.length);
	const violations: string[] = [];
	let next = 0;
	let done = 0;
	const work = async () => {
		const sandbox = await startSandbox({ agents: 2, apiKey: newKey() });
		while (next < scenarios.length) {
			const index = next++;
			const [operation, one] = scenarios[index];
			results[index] = await runScenario(operation, one, sandbox, fixtures);
			done += 1;
			if (done % 100 === 0) tell(`${done} of ${scenarios.length} scenarios`);
		}
		await sandbox.close();
		violations.push(...sandbox.violations);
	};
	await Promise.all(Array.from({ length: Math.min(AT_ONCE, scenarios.length) }, work)).finally(
		() => {
			elsewhere.close();
			untrusted.close();
		},
	);
	const foul = [
		...violations.map((text) => `the sandbox broke its contract: ${text}`),
		...(untrusted.requests.length > 0 ? ['a request went out to an invalid certificate'] : []),
	];
	if (foul.length > 0) results[0].broken.push(...foul);
	return results;
}
