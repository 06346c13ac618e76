/** A variant that is a workflow in the real n8n. */
import type { StoredWorkflow, WorkflowFile } from '../../scripts/host/client.mts';
import { memoryPeak } from './memory.mts';
import { over, type Node } from './nodes.mts';
import type { Bench, Measure, Variant } from './types.mts';

/** What our node and the nodes instead of it have to do. */
export interface SideBySide {
	/** What the workflow's items are made of. */
	rows: unknown[];
	ours: Node;
	/** Nodes one after the other that do the same. */
	instead: Node[];
	before?: Variant['before'];
	memory?: boolean;
}

/** Makes both variants of one work, each a workflow over the same rows. */
export async function sideBySide(
	bench: Bench,
	{ rows, ours, instead, ...options }: SideBySide,
): Promise<{ ours: Variant; other: Variant }> {
	const variant = async (name: string, nodes: Node[]) =>
		await workflowVariant(bench, over(name, rows, ...nodes), {
			...options,
			timed: nodes.map((node) => node.name),
		});
	return { ours: await variant('Ours', [ours]), other: await variant('Instead', instead) };
}

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
	{ client, sandbox, host, front }: Bench,
	workflow: StoredWorkflow,
	{ timed, memory }: WorkflowVariantOptions,
): Promise<Measure> {
	const before = sandbox.requests.length;
	const connectionsBefore = front?.traffic.connections ?? 0;
	// Over TLS a request is on its way most of the time: what is open is counted at the front.
	const traffic = front?.traffic ?? sandbox.traffic;
	traffic.maxOpen = 0;
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
		atOnce: traffic.maxOpen,
		connections: front && front.traffic.connections - connectionsBefore,
	};
}
