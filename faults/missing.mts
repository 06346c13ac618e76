import { resources } from '../nodes/Ultravox/resources.ts';
import { Ultravox } from '../nodes/Ultravox/Ultravox.node.ts';
import { startSandbox } from '../sandbox';
import { placesOf, SPELLINGS } from '../test/support/everyField';
import { runNode } from '../test/support/harness';
import type { ScenarioResult } from './scenario.mts';

/**
 * Lets an expression find nothing in every field of every operation, in every spelling. A result is all fields of an
 * operation in one spelling; each has to be refused by its name, before any request.
 *
 * @param only part of the names of the operations
 * @param fault part of the names of the spellings
 */
export async function runMissing(only: string, fault: string): Promise<ScenarioResult[]> {
	const sandbox = await startSandbox({ agents: 1 });
	const results: ScenarioResult[] = [];
	for (const { value: resource, operations } of resources) {
		for (const operation of operations) {
			for (const spelling of SPELLINGS) {
				const result: ScenarioResult = {
					operation: `${resource} ${operation.value}`,
					fault: `nothing in ${JSON.stringify(spelling)}`,
					broken: [],
					requests: 0,
					outcome: 'refused',
				};
				if (!result.operation.includes(only) || !result.fault.includes(fault)) continue;
				for (const place of placesOf(resource, operation)) {
					sandbox.reset();
					const { error } = await runNode({
						node: Ultravox,
						parameters: place.parameters(spelling),
						credentials: { ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } },
						items: [{}],
					});
					result.requests += sandbox.requests.length;
					result.message = error?.message;
					if (sandbox.requests.length > 0) result.broken.push(`${place.name}: something was sent`);
					if (!error?.message.includes(`${place.label}: the expression gives no value`)) {
						result.broken.push(`${place.name}: ${error?.message ?? 'not refused'}`);
					}
				}
				results.push(result);
			}
		}
	}
	await sandbox.close();
	return results;
}
