/** A variant that is a workflow in the real n8n. */
import type { StoredWorkflow, WorkflowFile } from '../../scripts/host/client.mts';
import { memoryPeak } from './memory.mts';
import type { Bench, Measure, Variant } from './types.mts';

interface Timed {
	executionTime: number;
	executionStatus: string;
	error?: { message?: string };
}

export interface WorkflowVariantOptions {
	/** Names of the nodes whose time counts. */
	timed: string[];
	before?: Variant['before'];
	/** Whether the memory of n8n is watched too. */
	memory?: boolean;
}

/**
 * Stores a workflow and makes a variant of it; its time is that of the named nodes, as n8n measured it.
 *
 * @throws in a round when a node did not succeed
 */
export async function workflowVariant(
	bench: Bench,
	file: WorkflowFile,
	options: WorkflowVariantOptions,
): Promise<Variant> {
	const workflow = await bench.client.createWorkflow(file);
	return { before: options.before, run: async () => await runOnce(bench, workflow, options) };
}

async function runOnce(
	{ client, sandbox, host }: Bench,
	workflow: StoredWorkflow,
	{ timed, memory }: WorkflowVariantOptions,
): Promise<Measure> {
	const before = sandbox.requests.length;
	sandbox.traffic.maxOpen = 0;
	const peak = memory ? await memoryPeak(host.port) : undefined;
	const execution = await client.run(workflow);
	const mb = await peak?.stop();
	let ms = 0;
	for (const name of timed) {
		for (const run of (execution.runs[name] ?? []) as unknown as Timed[]) {
			if (run.executionStatus !== 'success') {
				throw new Error(
					`${workflow.name}: ${name} ended as ${run.executionStatus}: ${run.error?.message}`,
				);
			}
			ms += run.executionTime;
		}
	}
	if (execution.status !== 'success')
		throw new Error(`${workflow.name} ended as ${execution.status}`);
	return {
		ms,
		mb,
		requests: sandbox.requests.length - before,
		atOnce: sandbox.traffic.maxOpen,
	};
}
