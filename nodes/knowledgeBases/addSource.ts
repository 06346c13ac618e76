import type { IDataObject } from 'n8n-workflow';
import type { ItemCall } from '../engine/operation';
import { createTryMemory, type TryMemory } from '../engine/tryMemory';
import { ApiError, isNotFound } from '../errors/apiError';
import { InputError } from '../errors/inputError';
import { show } from '../fields/values';
import { toResult } from '../util/result';
import { wait } from '../util/wait';
import { nameOfWish, type SourceWish } from './addOptions';
import { showSource } from './fields';
import { SourceApi, type Source } from './knowledgeBaseApi';
import { isOlder, othersOf, replaced, replaceOlder } from './replace';
import { GOES_ON, isEmpty, notReady, untilReady } from './untilReady';

/** The documented limit. */
const MOST_SOURCES = 20;

/** How often to look for a source whose answer was lost; it may come to be a little later. */
const LOOKS = 3;
const LOOK_GAP_MS = 2000;

/** Sources that earlier tries of "Retry On Fail" added: they are waited for, not added twice. */
const addedSources = createTryMemory<string>();

type Call = Pick<ItemCall<SourceWish, unknown>, 'api' | 'fns' | 'itemIndex' | 'prepared' | 'warn'>;

/**
 * Adds a source, waits for it and replaces others of its name, as far as that is wanted. Those that would replace one
 * another wait for one another, within this process.
 *
 * @param content makes what the source consists of, such as `{ upload: … }`; called at most once, when all is checked
 * @returns the output
 * @throws ApiError; InputError where it cannot be added, or was not ready in time
 */
export async function addSource(
	call: Call,
	content: (sources: SourceApi) => Promise<IDataObject>,
): Promise<IDataObject> {
	const addition = new Addition(call, content);
	const name = nameOfWish(call.prepared);
	const run = async () => await addition.run();
	const source = name === undefined ? await run() : await call.api.inTurn(name, addition, run);
	const { knowledgeBaseId, simplify } = call.prepared;
	return showSource(source, knowledgeBaseId, simplify);
}

class Addition {
	private readonly sources: SourceApi;

	private readonly added: TryMemory<string>;

	constructor(
		private readonly call: Call,
		private readonly content: (sources: SourceApi) => Promise<IDataObject>,
	) {
		this.sources = new SourceApi(call.api, call.prepared.knowledgeBaseId);
		this.added = addedSources(call.fns);
	}

	async run(): Promise<Source> {
		const { itemIndex, prepared } = this.call;
		const source = (await this.fromEarlierTry()) ?? (await this.add());
		this.added.set(itemIndex, source.sourceId);
		if (prepared.replaces) return await this.replace(source);
		return prepared.waits ? await this.waitFor(source) : source;
	}

	/** What an earlier try of Retry On Fail added, if it is still there. */
	private async fromEarlierTry(): Promise<Source | undefined> {
		const sourceId = this.added.get(this.call.itemIndex);
		if (sourceId === undefined) return undefined;
		const outcome = await toResult(this.sources.get(sourceId));
		if ('value' in outcome) return outcome.value;
		if (isNotFound(outcome.error)) return undefined;
		throw outcome.error;
	}

	private async add(): Promise<Source> {
		const { name, description, replaces } = this.call.prepared;
		const before = await this.sources.list(Infinity);
		if (before.length >= MOST_SOURCES) throw isFull(before.length, replaces);
		const about = description === undefined ? {} : { description };
		const body = { name, ...about, ...(await this.content(this.sources)) };
		const outcome = await toResult(this.sources.create(body));
		if ('value' in outcome) return outcome.value;
		const { error } = outcome;
		if (!(error instanceof ApiError) || error.wasNotApplied) throw error;
		const known = new Set(before.map(({ sourceId }) => sourceId));
		for (let look = 0; look < LOOKS; look++) {
			if (look > 0) await wait(LOOK_GAP_MS, this.call.api.cancelSignal);
			const now = await toResult(this.sources.list(Infinity));
			if ('error' in now) throw error;
			const own = now.value.find((source) => !known.has(source.sourceId) && isMadeOf(source, body));
			if (own) return own;
		}
		throw error;
	}

	private async waitFor(source: Source): Promise<Source> {
		const { prepared, warn } = this.call;
		const ready = await this.untilReady(source);
		if (ready === undefined) throw notReady(source, prepared.mostMs, stillLoading(source));
		if (await isEmpty(this.sources, ready)) warn(foundNothing(prepared.name));
		return ready;
	}

	/** Waits for the source, then deletes those that it replaces; deletes it where it cannot take their place. */
	private async replace(source: Source): Promise<Source> {
		const { prepared, warn } = this.call;
		const outcome = await toResult(this.readyToReplace(source));
		if ('error' in outcome) {
			const newer = await replaced(this.sources, prepared.name, source, outcome.error);
			if (newer) {
				warn(takenOver(prepared.name));
				return newer;
			}
			await this.giveUp(source);
			throw outcome.error;
		}
		await replaceOlder(this.sources, prepared.name, outcome.value);
		return outcome.value;
	}

	private async readyToReplace(source: Source): Promise<Source> {
		const { prepared, warn } = this.call;
		const ready = await this.untilReady(source);
		if (ready === undefined) throw notReady(source, prepared.mostMs, FORMER_STAYS);
		if (!(await isEmpty(this.sources, ready))) return ready;
		const others = await othersOf(this.sources, prepared.name, ready);
		if (others.some((other) => isOlder(other, ready))) throw wouldReplaceByNothing(prepared.name);
		warn(foundNothing(prepared.name));
		return ready;
	}

	private async untilReady(source: Source): Promise<Source | undefined> {
		const { api, prepared } = this.call;
		return await untilReady(this.sources, source, prepared.mostMs, api.cancelSignal);
	}

	/** As well as it goes: what is left over is replaced by the next source of this name. */
	private async giveUp({ sourceId }: Source): Promise<void> {
		const removed = await toResult(this.sources.remove(sourceId));
		if ('value' in removed) this.added.delete(this.call.itemIndex);
	}
}

/** Whether a source is the one that was asked for: uploads have IDs of their own, pages their addresses. */
function isMadeOf(source: Source, { name, ...body }: IDataObject): boolean {
	const partOf = (one: IDataObject) => {
		const { upload, crawl } = one as { upload?: IDataObject; crawl?: IDataObject };
		return JSON.stringify([upload?.documentIds, crawl?.startUrls]);
	};
	return source.name === name && partOf(source) === partOf(body);
}

function isFull(count: number, replaces: boolean): InputError {
	return new InputError(
		`The knowledge base has ${count} sources, and Ultravox allows ${MOST_SOURCES}`,
		replaces
			? 'A source is replaced when the new one is ready, so there has to be room for one more. Delete one that is not needed, or put several files into one source.'
			: 'Delete one with Delete Source, or put several files into one source.',
	);
}

const FORMER_STAYS =
	'It was deleted, and what it was to replace is still there. Raise Maximum Wait under Options.';

const stillLoading = ({ sourceId }: Source) => `${GOES_ON} Its Source ID is ${sourceId}.`;

const foundNothing = (name: string) =>
	`The source ${show(name)} is ready, but nothing was found in it. Check that the pages can be read without logging in, or that the files have text.`;

const takenOver = (name: string) =>
	`Another run added a newer source ${show(name)} in the meantime, which took the place of this one.`;

function wouldReplaceByNothing(name: string): InputError {
	return new InputError(
		`Nothing was found in the new source ${show(name)}, so the one before stays`,
		'The new one was deleted. Check that the pages can be read without logging in, or that the files have text.',
	);
}
