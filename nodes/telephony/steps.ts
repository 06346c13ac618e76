import { deepCopy, type IDataObject } from 'n8n-workflow';
import type { ItemCall } from '../engine/operation';
import type { ConfigState } from './agentChanges';
import { agentNames } from './agentNotes';
import { planBody, type ConfigChange } from './change';
import type { Config } from './configApi';
import type { TelephonyProvider } from './provider';
import { compare, predictConfig, nothingChanged } from './report';

/** An item that changes a configuration. */
export type ChangeCall = Pick<
	ItemCall<ConfigChange, ConfigState>,
	'api' | 'prepared' | 'state' | 'itemIndex' | 'warn'
>;

/** What an item makes of a configuration, beside others whose changes go out with it. */
export interface Step {
	call: ChangeCall;
	/** What it sends; empty when there is nothing left to do for it. */
	body: IDataObject;
	/** What the user should know of what it leaves out. */
	notes: string[];
	/** As the items before it leave the configuration; undefined when there is none, or nobody has to know. */
	before: Config | undefined;
	/** As it leaves the configuration, as far as can be known without asking. */
	after: Config | undefined;
}

/**
 * Plans what items do one after the other, as if each had a request of its own.
 *
 * @param stored the configuration as stored; undefined when there is none, or it does not matter
 * @throws InputError when a change would have no effect, or goes beyond what the API allows
 */
export function planSteps(
	provider: TelephonyProvider,
	calls: ChangeCall[],
	stored: Config | undefined,
): Step[] {
	let before = stored;
	return calls.map((call) => {
		const { body, notes } = planBody(call.prepared, before);
		const isLeft = Object.keys(body).length > 0;
		const after = isLeft ? predictConfig(provider, before, body) : before;
		const step = { call, body, notes, before, after };
		before = after;
		return step;
	});
}

/** One body for all steps. None contradicts another, and lists hold what the steps before have put there. */
export function jointBody(steps: Step[]): IDataObject {
	const body: IDataObject = {};
	for (const step of steps) Object.assign(body, step.body);
	return body;
}

/**
 * Puts the service's answer in place of what was predicted: all of it after the last step, before that what later steps
 * leave as it is.
 */
export function settle(steps: Step[], answer: Config): void {
	let settled = answer;
	for (const [index, step] of [...steps.entries()].reverse()) {
		const { before = {}, after = {} } = step;
		step.after = settled;
		if (index === 0) return;
		const names = Object.keys({ ...before, ...after });
		const changed = names.filter((name) => before[name] !== after[name]);
		if (changed.length > 0) settled = { ...settled };
		for (const name of changed) settled[name] = before[name];
		step.before = settled;
	}
}

/** The output of a step: what is stored now, and what this step has changed of it. */
export function showStep(provider: TelephonyProvider, step: Step, stored: Config): IDataObject {
	const { before, after = stored, body, call } = step;
	const output = { ...deepCopy(stored), ...agentNames(call, stored) };
	if (!call.prepared.options.reportChanges) return output;
	const isLeft = Object.keys(body).length > 0;
	const report = isLeft ? compare(provider, before, after, body) : nothingChanged();
	return { ...output, ...report };
}
