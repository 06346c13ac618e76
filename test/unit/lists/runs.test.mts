import { readdirSync } from 'node:fs';
import { OPERATIONS } from '../../../faults/operations.mts';
import { operationNames } from '../../support/operationNames.ts';
import { OPERATION_RUNS } from '../../support/operationRuns.ts';
import { SCHEMAS } from '../../support/schemaFiles.mts';
import { expectListed } from './expectListed.ts';

/** Operations that send no request, so that there is none to disturb. */
const SENDS_NOTHING = ['incomingCall/forward', 'incomingCall/reject', 'tool/respond'];

const namesOf = (entries: Array<{ resource: string; operation: string }>) =>
	entries.map(({ resource, operation }) => `${resource}/${operation}`);

test('every operation has a run in test/support/operationRuns.ts, and no other has', () =>
	expectListed('test/support/operationRuns.ts', namesOf(OPERATION_RUNS), operationNames));

test('every operation that sends something is disturbed by npm run faults, and no other is', () => {
	const sending = operationNames.filter((name) => !SENDS_NOTHING.includes(name));
	expectListed('faults/operations.mts', namesOf(OPERATIONS), sending);
});

test('every operation has an output schema, and no other has; npm run schemas writes them', () => {
	const entries = readdirSync(SCHEMAS, { recursive: true }) as string[];
	const files = entries.filter((entry) => entry.endsWith('.json'));
	const wanted = operationNames.map((name) => `${name}.json`);
	expectListed(`${SCHEMAS}, by npm run schemas`, files, wanted);
});
