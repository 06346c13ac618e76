import type { IDataObject } from 'n8n-workflow';
import { ApiError } from '../errors/apiError';
import type { ItemCall } from '../engine/operation';
import { toResult } from '../util/result';
import { requireComplete } from './account';
import type { ConfigState } from './agentChanges';
import { ACCESS } from './agentAccess';
import { agentNames, askForAgents, warnOfUnusedFields } from './agentNotes';
import { needsStored, NOTHING_STORED, type ConfigChange } from './change';
import { ConfigApi, type Config } from './configApi';
import { requireTaken } from './proof';
import type { TelephonyProvider } from './provider';
import { compare, predictConfig } from './report';
import { jointBody, planSteps, settle, showStep, type ChangeCall, type Step } from './steps';

/** Rounds before giving up on a configuration that others create and delete at the same time. */
const MOST_ROUNDS = 3;

/**
 * Changes the configuration as items want it, in turn with whoever else in this process does. Several items become one
 * request; none may contradict another.
 *
 * @param calls of one account, at least one; a dry run is alone
 * @param mayCreate whether to create it when there is none
 * @returns the output of each item
 * @throws InputError, ApiError
 */
export async function writeConfig(
	provider: TelephonyProvider,
	calls: Array<ItemCall<ConfigChange, ConfigState>>,
	mayCreate: boolean,
): Promise<IDataObject[]> {
	const [{ api, prepared, state }] = calls;
	const config = new ConfigApi(api, provider);
	return await api.inTurn(config.path, state, async (undisturbed) => {
		if (!undisturbed) state.config = undefined;
		const writer = new ConfigWriter(provider, config, state, calls, mayCreate);
		const work = prepared.options.dryRun ? writer.predict() : writer.write();
		return await state.agents.beside(work);
	});
}

class ConfigWriter {
	constructor(
		private readonly provider: TelephonyProvider,
		private readonly config: ConfigApi,
		private readonly state: ConfigState,
		private readonly calls: ChangeCall[],
		private readonly mayCreate: boolean,
	) {}

	/** Answers with what would be changed. */
	async predict(): Promise<IDataObject[]> {
		const { calls, provider, state } = this;
		askForAgents(calls, state.predicted);
		if (!state.predicted) await this.lookUp(true);
		const before = state.predicted ?? state.config;
		const [{ body, notes, call }] = this.plan(before);
		notes.forEach(call.warn);
		state.predicted = predictConfig(provider, before, body);
		warnOfUnusedFields(call, state.predicted);
		const report = compare(provider, before, state.predicted, body);
		return [{ dryRun: true, ...report, ...agentNames(call, state.predicted) }];
	}

	/** Sends what is left to do, if anything, and answers with what is stored then. */
	async write(): Promise<IDataObject[]> {
		const { calls, state } = this;
		const isNeeded = calls.some(
			({ prepared }) => prepared.options.reportChanges || needsStored(prepared),
		);
		askForAgents(calls, state.config);
		for (let round = 1; ; round++) {
			await this.lookUp(isNeeded);
			const before = state.exists ? state.config : undefined;
			const steps = this.plan(before);
			const body = jointBody(steps);
			if (Object.keys(body).length === 0) return this.unchanged(steps, before ?? NOTHING_STORED);
			if (before) askForAgents(calls, before);
			const started = Date.now();
			const outcome = await toResult(this.send(body));
			if ('value' in outcome) return this.done(steps, body, outcome.value, Date.now() - started);
			if (round === MOST_ROUNDS || !(await this.hasTurned(outcome.error))) throw outcome.error;
			state.exists = !state.exists;
		}
	}

	/** Looks what is stored, where that is not known and has to be. */
	private async lookUp(isNeeded: boolean): Promise<void> {
		const { state } = this;
		const isKnown = state.exists !== undefined && (state.config !== undefined || !state.exists);
		if (isKnown || (state.exists !== undefined && !isNeeded)) return;
		state.config = this.mayCreate ? await this.config.find() : await this.config.get();
		state.exists = state.config !== undefined;
	}

	private plan(stored: Config | undefined): Step[] {
		const { calls, provider, state } = this;
		if (!state.exists && !state.predicted) requireComplete(provider, calls[0].prepared.account);
		return planSteps(provider, calls, stored);
	}

	private async send(body: IDataObject): Promise<Config> {
		const { state } = this;
		// Should this fail, nobody knows what is stored, and the next item has to ask.
		state.config = undefined;
		const answer = state.exists ? await this.config.change(body) : await this.config.create(body);
		state.config = answer;
		return answer;
	}

	private unchanged(steps: Step[], stored: Config): IDataObject[] {
		return steps.map((step) => {
			step.notes.forEach(step.call.warn);
			return showStep(this.provider, step, stored);
		});
	}

	private done(steps: Step[], body: IDataObject, answer: Config, tookMs: number): IDataObject[] {
		const { provider, state } = this;
		const isNew = !state.exists;
		state.exists = true;
		settle(steps, answer);
		for (const step of steps) this.note(step, tookMs);
		requireTaken(provider, body, answer);
		return steps.map((step, index) => {
			const { call, notes } = step;
			const { mode } = call.prepared.access;
			notes.forEach(call.warn);
			if ((isNew && index === 0) || (mode !== 'keep' && mode !== 'none')) {
				warnOfNobody(answer, call.warn);
			}
			warnOfUnusedFields(call, answer);
			return showStep(provider, step, answer);
		});
	}

	/** Notes which agents a step has added or removed, to look for them at the end. */
	private note(step: Step, tookMs: number): void {
		const { provider, state } = this;
		if (step.body.callCreationAllowedAgentIds === undefined) return;
		const { itemIndex, prepared } = step.call;
		const { mode, ids } = prepared.access;
		if (mode !== 'add' && mode !== 'remove') {
			state.replaced();
			return;
		}
		const show = (config: Config) => showStep(provider, { ...step, after: config }, config);
		state.changed(ids, { wanted: mode === 'add', itemIndex, show }, tookMs);
	}

	/** Whether somebody else created or deleted the configuration in between, or our own lost request did. */
	private async hasTurned(error: unknown): Promise<boolean> {
		if (!this.mayCreate || !(error instanceof ApiError)) return false;
		if (this.state.exists) return error.hasStatus(404);
		if (!error.hasStatus(400, 409) && !error.outcomeUnknown) return false;
		const found = await toResult(this.config.find());
		return 'value' in found && found.value !== undefined;
	}
}

/**
 * Tells the user when a configuration is left that incoming calls reach no agent by.
 *
 * @param answer the configuration as stored now
 * @param warn `warn` of the item's call
 */
export function warnOfNobody(answer: Config, warn: (text: string) => void): void {
	const { callCreationAllowAllAgents: all, callCreationAllowedAgentIds: list } = answer;
	if (all !== false || !Array.isArray(list) || list.length > 0) return;
	warn(
		`${ACCESS.label}: no agent may take calls now, so incoming calls are not answered. Add agents, or choose All Agents.`,
	);
}
