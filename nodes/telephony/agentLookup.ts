import { AGENTS, pathOf } from '../agents/agentApi';
import { onePage } from '../client/pagination';
import type { UltravoxApi } from '../client/ultravoxApi';
import { isRecord, textOr } from '../util/guards';
import { toResult } from '../util/result';
import { contextUse, type ContextUse } from './contextUse';

/** An agent, as far as it was answered. */
export interface KnownAgent {
	name: string | null;
	/** Undefined where the answer does not tell. */
	use?: ContextUse;
}

/** Requests in one execution. */
const MOST_REQUESTS = 3;

const PAGE = 100;

/**
 * Looks agents up while something else is under way, for what is told of them beside it. Nobody waits for it: what has
 * not arrived is unknown. A request that does not work out is not repeated, and nobody hears of it.
 */
export class AgentLookup {
	private readonly known = new Map<string, KnownAgent>();

	private readonly asked = new Set<string>();

	private readonly giveUp = new AbortController();

	private requestsLeft = MOST_REQUESTS;

	private isListing = false;

	/** Whether every agent of the account has arrived. */
	private isAll = false;

	/**
	 * Begins to ask; answers at once.
	 *
	 * @param ids the agents that are wanted, in lower case; undefined for those of the account, 300 at most
	 */
	ask(api: UltravoxApi, ids?: readonly string[]): void {
		if (this.isListing || this.requestsLeft === 0) return;
		if (this.requestsLeft === MOST_REQUESTS) {
			api.cancelSignal?.addEventListener('abort', () => this.stop(), { once: true });
		}
		const missing = ids?.filter((id) => !this.asked.has(id));
		if (!missing || missing.length > this.requestsLeft) {
			this.isListing = true;
			void toResult(this.list(api));
			return;
		}
		for (const id of missing) {
			this.asked.add(id);
			void toResult(this.one(api, id));
		}
	}

	/**
	 * Does work that agents are looked up beside, and ends the look-up where it fails: it may have been the last.
	 *
	 * @throws what the work throws
	 */
	async beside<T>(work: Promise<T>): Promise<T> {
		const outcome = await toResult(work);
		if ('value' in outcome) return outcome.value;
		this.stop();
		throw outcome.error;
	}

	/** Ends what is still under way; nothing arrives afterwards. */
	stop(): void {
		this.giveUp.abort();
		this.requestsLeft = 0;
	}

	/** @returns undefined as long as it has not arrived */
	find(id: string): KnownAgent | undefined {
		return this.known.get(id.toLowerCase());
	}

	/** @returns every agent of the account; undefined as long as some are missing */
	all(): KnownAgent[] | undefined {
		return this.isAll ? [...this.known.values()] : undefined;
	}

	private async one(api: UltravoxApi, id: string): Promise<void> {
		this.keep(await this.client(api).send({ method: 'GET', path: pathOf(id) }));
	}

	private async list(api: UltravoxApi): Promise<void> {
		let cursor: string | undefined;
		do {
			const page = await onePage<unknown>(this.client(api), AGENTS, {}, PAGE, cursor);
			for (const agent of page.entries) this.keep(agent);
			cursor = page.cursor;
			this.isAll = cursor === undefined;
		} while (cursor !== undefined && this.requestsLeft > 0);
	}

	private client(api: UltravoxApi): Pick<UltravoxApi, 'send' | 'baseUrl'> {
		const { signal } = this.giveUp;
		return {
			baseUrl: async () => await api.baseUrl(),
			send: async (request) => {
				this.requestsLeft -= 1;
				return await api.send({ ...request, giveUp: signal });
			},
		};
	}

	private keep(agent: unknown): void {
		if (!isRecord(agent) || typeof agent.agentId !== 'string') return;
		const { agentId, name, callTemplate } = agent;
		this.known.set(agentId.toLowerCase(), {
			name: textOr(name, null),
			...(isRecord(callTemplate) ? { use: contextUse(callTemplate) } : {}),
		});
	}
}
