import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../nodes/Ultravox/Ultravox.node.ts';
import type { Sandbox, Switches } from '../../sandbox/index.ts';
import { runNode } from './harness/index.ts';
import { OPERATION_RUNS, type OperationRun } from './operationRuns.ts';
import { shapeOf, toSchema, union, type OutputSchema } from './outputSchema.ts';

/** The runs of an operation. @throws when none is written down */
export function runsOf(name: string): OperationRun[] {
	const runs = OPERATION_RUNS.filter(
		({ resource, operation }) => `${resource}/${operation}` === name,
	);
	if (runs.length > 0) return runs;
	throw new Error(`${name} has no run yet: add one to test/support/operationRuns.ts`);
}

/**
 * Runs an operation in n8n's engine.
 *
 * @param answerDetail what the API's answers hold
 * @returns the output items of all its runs
 * @throws when a run does not go well, or has no output
 */
export async function outputOf(
	name: string,
	sandbox: Sandbox,
	answerDetail: Switches['answerDetail'],
): Promise<IDataObject[]> {
	const output: IDataObject[] = [];
	for (const run of runsOf(name)) {
		const { resource, operation, parameters, credentials, start, prepare } = run;
		sandbox.reset();
		const items = await prepare(sandbox);
		sandbox.switches.answerDetail =
			answerDetail === 'least' && run.needsAnswers ? 'stored' : answerDetail;
		// What is read holds made-up IDs, and some of it is written back.
		sandbox.switches.unknownTools = 'accept';
		sandbox.switches.unknownAgents = 'accept';
		const { json, error } = await runNode({
			node: Ultravox,
			parameters: { resource, operation, ...parameters },
			credentials: {
				ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
				...credentials,
			},
			items,
			providersAt: sandbox.phoneNumbers.url,
			...(start ? { start } : {}),
		});
		const said = error && `${error.message} ${error.description ?? ''}`;
		const [violation] = sandbox.violations;
		if (said || violation || json.length === 0) {
			throw new Error(`${name} with ${answerDetail}: ${violation ?? said ?? 'no output'}`);
		}
		output.push(...json);
	}
	return output;
}

/**
 * Makes the schema of an operation's output: from answers that hold everything that the API's types allow, and from
 * answers with null wherever they allow it, by what the operation makes of them.
 *
 * @throws as `outputOf`, and when a field has a value in neither
 */
export async function schemaFor(name: string, sandbox: Sandbox): Promise<OutputSchema> {
	const everything = await outputOf(name, sandbox, 'everything');
	const least = await outputOf(name, sandbox, 'least');
	return toSchema(union([...everything, ...least].map(shapeOf)), name);
}
