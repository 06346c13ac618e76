import type { IExecuteFunctions } from 'n8n-workflow';
import { isRecord } from '../util/guards';

/**
 * The triggers of one kind that the workflow begins with in front of this step, those that are switched off left out.
 * Where there are several, only the one that has started the execution, or all if it was none of them.
 *
 * @param name of the node type, without its package
 * @returns with their parameters
 */
export function triggersBefore(fns: IExecuteFunctions, name: string) {
	const parents = fns.getParentNodes(fns.getNode().name, { includeNodeParameters: true });
	const triggers = parents.filter(({ type, disabled }) => type.endsWith(`.${name}`) && !disabled);
	if (triggers.length < 2) return triggers;
	const started = triggers.filter((trigger) => hasRun(fns, trigger.name));
	return started.length > 0 ? started : triggers;
}

/** What a trigger has given first; undefined where another one has started the execution. */
export function outputOfTrigger(fns: IExecuteFunctions, name: string): unknown {
	try {
		const first: unknown = fns.getWorkflowDataProxy(0).$(name).first();
		return isRecord(first) ? first.json : undefined;
	} catch {
		return undefined;
	}
}

function hasRun(fns: IExecuteFunctions, name: string): boolean {
	return fns.evaluateExpression(`{{ $(${JSON.stringify(name)}).isExecuted }}`, 0) === true;
}
