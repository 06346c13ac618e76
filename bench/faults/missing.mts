import { resources } from '../../nodes/Ultravox/resources.ts';
import { Ultravox } from '../../nodes/Ultravox/Ultravox.node.ts';
import { startSandbox } from '../../sandbox';
import { placesOf, SPELLINGS } from '../../test/engine/everyField';
import { runNode } from '../../test/engine/harness';
import type { CellResult } from './cell.mts';

/**
 * Lets an expression find nothing in every field of every operation, in every spelling. A cell is all fields of an
 * operation in one spelling; each has to be refused by its name, before any request.
 *
 * @param only part of the names of the operations
 * @param fault part of the names of the spellings
 */
export async function runMissing(only: string, fault: string): Promise<CellResult[]> {
	const sandbox = await startSandbox({ agents: 1 });
	const cells: CellResult[] = [];
	for (const { value: resource, operations } of resources) {
		for (const operation of operations) {
			for (const spelling of SPELLINGS) {
				const cell: CellResult = {
					operation: `${resource} ${operation.value}`,
					fault: `nothing in ${JSON.stringify(spelling)}`,
					broken: [],
					requests: 0,
					outcome: 'refused',
				};
				if (!cell.operation.includes(only) || !cell.fault.includes(fault)) continue;
				for (const place of placesOf(resource, operation)) {
					sandbox.reset();
					const { error } = await runNode({
						node: Ultravox,
						parameters: place.parameters(spelling),
						credentials: { ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } },
						items: [{}],
					});
					cell.requests += sandbox.requests.length;
					cell.message = error?.message;
					if (sandbox.requests.length > 0) cell.broken.push(`${place.name}: something was sent`);
					if (!error?.message.includes(`${place.label}: the expression gives no value`)) {
						cell.broken.push(`${place.name}: ${error?.message ?? 'not refused'}`);
					}
				}
				cells.push(cell);
			}
		}
	}
	await sandbox.close();
	return cells;
}
