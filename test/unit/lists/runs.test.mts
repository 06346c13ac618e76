import { readdirSync } from 'node:fs';
import { operationNames } from '../../support/operationNames.ts';
import { OPERATION_RUNS } from '../../support/operationRuns.ts';
import { SCHEMAS } from '../../support/schemaFiles.mts';

test('every operation has a run in test/support/operationRuns.ts, and no other has', () => {
	const named = OPERATION_RUNS.map(({ resource, operation }) => `${resource}/${operation}`);
	expect([...new Set(named)].sort()).toEqual([...operationNames].sort());
});

test('every operation has an output schema, and no other has; npm run schemas writes them', () => {
	const entries = readdirSync(SCHEMAS, { recursive: true }) as string[];
	const files = entries.filter((entry) => entry.endsWith('.json')).sort();
	expect(files).toEqual(operationNames.map((name) => `${name}.json`).sort());
});
