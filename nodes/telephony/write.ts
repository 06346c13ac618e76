import type { IDataObject } from 'n8n-workflow';
import { ApiError } from '../errors/apiError';
import type { ItemCall } from '../engine/operation';
import { toResult } from '../util/result';
import { requireComplete } from './account';
import type { ConfigState } from './agentChanges';
import { ACCESS } from './agentAccess';
import { agentNames, askForAgents, warnOfUnusedFields, type NotesCall } from './agentNotes';
import {
	needsStored,
	NOTHING_STORED,
	planBody,
	type ConfigChange,
	type PlannedBody,
} from './change';
import { ConfigApi, type Config } from './configApi';
import { requireTaken } from './proof';
import type { TelephonyProvider } from './provider';
import { compare, foresee, nothingChanged } from './report';

type Call = NotesCall & Pick<ItemCall<ConfigChange, ConfigState>, 'itemIndex'>;

/** Rounds before giving up on a configuration that others create and delete at the same time. */
const MOST_ROUNDS = 3;

/**
 * Changes the configuration as one item wants it, in turn with whoever else in this process does.
 *
 * @param mayCreate whether to create it when there is none
 * @returns the item's output
 * @throws InputError, ApiError
 */
export async function writeConfig(
	provider: TelephonyProvider,
	call: ItemCall<ConfigChange, ConfigState>,
	mayCreate: boolean,
): Promise<IDataObject> {
	const config = new ConfigApi(call.api, provider);
	return await call.api.inTurn(config.path, call.state, async (undisturbed) => {
		if (!undisturbed) call.state.config = undefined;
		const writer = new ConfigWriter(provider, config, call, mayCreate);
		const work = call.prepared.options.dryRun ? writer.foresee() : writer.write();
		return await call.state.agents.beside(work);
	});
}

class ConfigWriter {
	constructor(
		private readonly provider: TelephonyProvider,
		private readonly config: ConfigApi,
		private readonly call: Call,
		private readonly mayCreate: boolean,
	) {}

	/** Answers with what would be changed. */
	async foresee(): Promise<IDataObject> {
		const { state, warn } = this.call;
		askForAgents(this.call, state.foreseen);
		if (!state.foreseen) await this.lookUp(true);
		const before = state.foreseen ?? state.config;
		const { body, notes } = this.plan(before);
		notes.forEach(warn);
		state.foreseen = foresee(this.provider, before, body);
		warnOfUnusedFields(this.call, state.foreseen);
		return {
			dryRun: true,
			...compare(this.provider, before, state.foreseen, body),
			...agentNames(this.call, state.foreseen),
		};
	}

	/** Sends what is left to do, if anything, and answers with what is stored then. */
	async write(): Promise<IDataObject> {
		const { prepared, state, warn } = this.call;
		const { reportChanges } = prepared.options;
		askForAgents(this.call, state.config);
		for (let round = 1; ; round++) {
			const started = Date.now();
			await this.lookUp(reportChanges || needsStored(prepared));
			const before = state.exists ? state.config : undefined;
			const planned = this.plan(before);
			if (Object.keys(planned.body).length === 0) {
				planned.notes.forEach(warn);
				return {
					...before,
					...(reportChanges ? nothingChanged() : {}),
					...agentNames(this.call, before ?? NOTHING_STORED),
				};
			}
			if (before) askForAgents(this.call, before);
			const outcome = await toResult(this.send(planned.body));
			if ('value' in outcome) return this.done(planned, before, outcome.value, started);
			if (round === MOST_ROUNDS || !(await this.hasTurned(outcome.error))) throw outcome.error;
			state.exists = !state.exists;
		}
	}

	/** Looks what is stored, where that is not known and has to be. */
	private async lookUp(isNeeded: boolean): Promise<void> {
		const { state } = this.call;
		const isKnown = state.exists !== undefined && (state.config !== undefined || !state.exists);
		if (isKnown || (state.exists !== undefined && !isNeeded)) return;
		state.config = this.mayCreate ? await this.config.find() : await this.config.get();
		state.exists = state.config !== undefined;
	}

	private plan(stored: Config | undefined): PlannedBody {
		const { prepared, state } = this.call;
		if (!state.exists && !state.foreseen) requireComplete(this.provider, prepared.account);
		return planBody(prepared, stored);
	}

	private async send(body: IDataObject): Promise<Config> {
		const { state } = this.call;
		// Should this fail, nobody knows what is stored, and the next item has to ask.
		state.config = undefined;
		const answer = state.exists ? await this.config.change(body) : await this.config.create(body);
		state.config = answer;
		return answer;
	}

	private done(
		{ body, notes }: PlannedBody,
		before: Config | undefined,
		answer: Config,
		started: number,
	): IDataObject {
		const { prepared, state, itemIndex, warn } = this.call;
		const show = (config: Config): IDataObject => ({
			...config,
			...(prepared.options.reportChanges ? compare(this.provider, before, config, body) : {}),
			...agentNames(this.call, config),
		});
		if (body.callCreationAllowedAgentIds !== undefined) {
			const { mode, ids } = prepared.access;
			const isPart = mode === 'add' || mode === 'remove';
			if (!isPart) state.replaced();
			else state.changed(ids, { wanted: mode === 'add', itemIndex, show }, Date.now() - started);
		}
		const isNew = !state.exists;
		state.exists = true;
		requireTaken(this.provider, body, answer);
		notes.forEach(warn);
		if (isNew || (prepared.access.mode !== 'keep' && prepared.access.mode !== 'none')) {
			warnOfNobody(answer, warn);
		}
		warnOfUnusedFields(this.call, answer);
		return show(answer);
	}

	/** Whether somebody else created or deleted the configuration in between, or our own lost request did. */
	private async hasTurned(error: unknown): Promise<boolean> {
		if (!this.mayCreate || !(error instanceof ApiError)) return false;
		if (this.call.state.exists) return error.hasStatus(404);
		if (!error.hasStatus(400, 409) && !error.outcomeUnknown) return false;
		const found = await toResult(this.config.find());
		return 'value' in found && found.value !== undefined;
	}
}

/** Tells the user when a configuration is left that incoming calls reach no agent by. */
export function warnOfNobody(answer: Config, warn: (text: string) => void): void {
	const { callCreationAllowAllAgents: all, callCreationAllowedAgentIds: list } = answer;
	if (all !== false || !Array.isArray(list) || list.length > 0) return;
	warn(
		`${ACCESS.label}: no agent may take calls now, so incoming calls are not answered. Add agents, or choose All Agents.`,
	);
}
