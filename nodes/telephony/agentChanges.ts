import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import type { FinishedRun, OperationResult } from '../engine/operation';
import { toResult, type Result } from '../util/result';
import { wait } from '../util/wait';
import { storedAgentIds } from './agentAccessBody';
import { changeAgentIds } from './agentIds';
import { AgentLookup } from './agentLookup';
import type { Config, ConfigApi } from './configApi';

/** How often changes that others have undone are made again. */
const MOST_ROUNDS = 5;

/** An agent that an item has added or removed. */
export interface AgentChange {
	wanted: boolean;
	itemIndex: number;
	/** Makes the item's output of the configuration. */
	show(config: Config): IDataObject;
}

/** What the items of one execution share. */
export class ConfigState {
	/** The configuration as last answered by the API; undefined when nobody knows what is stored. */
	config?: Config;

	/** What a dry run has made of the configuration so far. */
	predicted?: Config;

	/** Agents that something is told of. */
	readonly agents = new AgentLookup();

	/** @param exists whether there is a configuration; undefined until somebody has looked */
	constructor(public exists?: boolean) {}

	/** Agents that items have added or removed, and the item that did it last. */
	private readonly changes = new Map<string, AgentChange>();

	/** Longest time that a write took, in milliseconds. */
	private longestMs = 0;

	/**
	 * Notes a change of single agents that was written.
	 *
	 * @param tookMs how long the request took, in milliseconds
	 */
	changed(ids: string[], change: AgentChange, tookMs: number): void {
		for (const id of ids) this.changes.set(id, change);
		this.longestMs = Math.max(this.longestMs, tookMs);
	}

	/** Notes that the whole list was written, after which earlier changes mean nothing. */
	replaced(): void {
		this.changes.clear();
	}

	/**
	 * Looks whether the agents that were added and removed still are: another n8n, or somebody else, may have written a
	 * list that was read before. What was undone is done again.
	 *
	 * @returns outcomes of items that differ from what they were; a failure where that could not be looked up
	 */
	async finish(
		run: Pick<FinishedRun<ConfigState>, 'api'>,
		configs: ConfigApi,
	): Promise<Map<number, Result<OperationResult>>> {
		this.agents.stop();
		const outcomes = new Map<number, Result<OperationResult>>();
		const looked = await toResult(this.lookAndRepeat(run, configs, outcomes));
		if ('error' in looked) {
			for (const { itemIndex } of this.changes.values()) outcomes.set(itemIndex, looked);
		}
		return outcomes;
	}

	private async lookAndRepeat(
		{ api }: Pick<FinishedRun<ConfigState>, 'api'>,
		configs: ConfigApi,
		outcomes: Map<number, Result<OperationResult>>,
	): Promise<void> {
		for (let round = 1; this.changes.size > 0; round++) {
			// Who read before our write was taken has written one request later. Our look takes that long to get there as well,
			// so this is as much again for those who are slower; and not all look at the same moment.
			await wait(this.longestMs * round * (0.75 + Math.random() / 2), api.cancelSignal);
			const lost = await api.inTurn(configs.path, this, async () => {
				const stored = await configs.get();
				this.config = stored;
				const undone = this.undone(stored);
				if (undone.length === 0 || round > MOST_ROUNDS) return undone;
				const ids = (wanted: boolean) =>
					undone.filter((change) => change.wanted === wanted).map(({ id }) => id);
				const list = changeAgentIds(storedAgentIds(stored), ids(true), ids(false));
				this.config = await configs.change({ callCreationAllowedAgentIds: list ?? [] });
				for (const { itemIndex, show } of undone) {
					outcomes.set(itemIndex, { value: show(this.config) });
				}
				return undone;
			});
			if (lost.length === 0) return;
			if (round <= MOST_ROUNDS) continue;
			for (const { itemIndex } of lost) outcomes.set(itemIndex, { error: keptLosing() });
			return;
		}
	}

	private undone(stored: Config) {
		const list = new Set(storedAgentIds(stored).map((id) => id.toLowerCase()));
		return [...this.changes]
			.filter(([id, { wanted }]) => list.has(id) !== wanted)
			.map(([id, change]) => ({ id, ...change }));
	}
}

function keptLosing(): InputError {
	return new InputError(
		'The agents were changed, but something else changes the list at the same time and undoes it',
		'Run this again when nothing else writes to this configuration. Other workflows on other n8n servers may do so.',
	);
}
