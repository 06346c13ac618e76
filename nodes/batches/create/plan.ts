import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../../errors/inputError';
import { rowNames } from '../../errors/itemErrors';
import type { PreparedItem } from '../../engine/operation';
import { refuseOneNumber } from '../../calls/oneNumber';
import { batchLabels } from '../labels';
import { rowIdField } from './rowId';
import type { BatchRow } from './readRow';
import { ROW_ID, RUN_ID } from '../metadataNames';
import type { BatchSettings } from '../settings';

/** Most that the service takes in one request, in bytes; it says "32 MB". */
export const LARGEST_BODY = 32_000_000;
/** `{"calls":[]}` and what the node adds to a row's metadata. */
const ENVELOPE = 12;
const MARKS = 200;

/** Times that are this close are one time; nobody means two windows by them. */
const SAME_MINUTE_MS = 60_000;
/** `$now` in an expression moves on while the rows are read, and so may a time by as much, give or take this. */
const READING_MS = 5_000;

type Item = PreparedItem<BatchRow>;

/** A call that is to be made, for one row or for several that are the same. */
export interface PlannedCall {
	rowId: string;
	/** As the API takes it. */
	call: IDataObject;
	dialled: boolean;
	/** Zero-based indexes of its items. */
	itemIndexes: number[];
}

/** One request. */
export interface PlannedBatch {
	agentId: string;
	calls: PlannedCall[];
}

/**
 * Finds rows that cannot go out together with the others.
 *
 * @param items the rows that are right on their own
 * @param largest most bytes of a request
 * @returns refusals by item index
 */
export function checkRows(items: Item[], largest = LARGEST_BODY): Map<number, InputError> {
	const refused = refuseOneNumber(items, ({ agentId, rowId }) => rowId && `${agentId} ${rowId}`);
	const byId = new Map<string, Item>();
	const [first] = items;
	const needsWebhook = items.some(({ prepared }) => !prepared.dialled);
	for (const item of items) {
		const { settings, dialled } = item.prepared;
		const refusal =
			differs(item, first) ??
			(needsWebhook ? missingWebhook(settings, dialled) : needlessWebhook(settings)) ??
			clash(item, byId) ??
			tooLarge(item.prepared, largest);
		if (refusal) refused.set(item.itemIndex, refusal);
	}
	return refused;
}

/**
 * Arranges the rows in as few requests as possible: one for an agent, more where one would be too large. Rows of one
 * agent with the same Row ID become one call.
 *
 * @param items the rows that passed every check
 * @param runId marks the rows of this run of the node; unlike any other run's
 * @param largest most bytes of a request
 * @returns the requests, in the order of their first rows
 */
export function planBatches(items: Item[], runId: string, largest = LARGEST_BODY): PlannedBatch[] {
	const byAgent = new Map<string, Map<string, PlannedCall>>();
	for (const { itemIndex, prepared } of items) {
		const { agentId, call, dialled } = prepared;
		const calls = byAgent.get(agentId) ?? new Map<string, PlannedCall>();
		byAgent.set(agentId, calls);
		const rowId = prepared.rowId ?? `${runId}-${itemIndex}`;
		const same = calls.get(rowId);
		if (same) {
			same.itemIndexes.push(itemIndex);
			continue;
		}
		const metadata = { ...call.metadata, [ROW_ID]: rowId, [RUN_ID]: runId };
		calls.set(rowId, {
			rowId,
			call: { ...call, metadata },
			dialled,
			itemIndexes: [itemIndex],
		});
	}
	const room = items.length > 0 ? roomFor(items[0].prepared.settings, largest) : largest;
	return [...byAgent].flatMap(([agentId, calls]) =>
		pack([...calls.values()], room).map((packed) => ({ agentId, calls: packed })),
	);
}

/**
 * Makes the body of the POST that creates a batch. The webhook goes only with batches that have a use for it, or the
 * API refuses it.
 *
 * @param settings what was set beside the calls, under the API's names
 */
export function bodyOf({ calls }: PlannedBatch, settings: BatchSettings): IDataObject {
	const { webhookUrl, ...others } = settings;
	const needed = webhookUrl !== undefined && calls.some(({ dialled }) => !dialled);
	return { calls: calls.map(({ call }) => call), ...others, ...(needed ? { webhookUrl } : {}) };
}

function pack(calls: PlannedCall[], room: number): PlannedCall[][] {
	const packs: PlannedCall[][] = [];
	let left = 0;
	for (const call of calls) {
		const bytes = bytesOf(call.call) + 1;
		if (bytes > left) {
			packs.push([]);
			left = room;
		}
		packs[packs.length - 1].push(call);
		left -= bytes;
	}
	return packs;
}

function roomFor(settings: BatchSettings, largest: number): number {
	return largest - bytesOf(settings) - ENVELOPE;
}

function bytesOf(value: unknown): number {
	return Buffer.byteLength(JSON.stringify(value));
}

function differs({ prepared }: Item, first: Item): InputError | undefined {
	const { settings, readAt } = prepared;
	const usual = first.prepared;
	if (settings === usual.settings) return undefined;
	const names = new Set([...Object.keys(settings), ...Object.keys(usual.settings)]);
	const passed = readAt - usual.readAt;
	const name = [...names].find((key) => !isSame(settings[key], usual.settings[key], key, passed));
	return name === undefined
		? undefined
		: new InputError(
				`${batchLabels[name]}: it is not the same as in ${rowNames([first.itemIndex])}`,
				'A batch has one window, one throttle and one webhook for all its calls. Use one value for all items, or run this step once for each value.',
			);
}

/** @param passed milliseconds between the reading of the two */
function isSame(one: unknown, other: unknown, name: string, passed: number): boolean {
	if (one === other) return true;
	if (!name.startsWith('window') || typeof one !== 'string' || typeof other !== 'string') {
		return false;
	}
	const apart = Date.parse(one) - Date.parse(other);
	return Math.abs(apart) <= SAME_MINUTE_MS || Math.abs(apart - passed) <= READING_MS;
}

function missingWebhook(settings: BatchSettings, dialled: boolean): InputError | undefined {
	return dialled || settings.webhookUrl !== undefined
		? undefined
		: new InputError(
				`${batchLabels.webhookUrl}: it is needed for calls that Ultravox does not dial itself`,
				'Ultravox sends each of them there when it is their turn, and you connect it. Enter the address of such a webhook.',
			);
}

function needlessWebhook(settings: BatchSettings): InputError | undefined {
	return settings.webhookUrl === undefined
		? undefined
		: new InputError(
				`${batchLabels.webhookUrl}: there is no use for it, as Ultravox dials every call itself`,
				'Remove it. To learn how the calls go, use the Ultravox Trigger.',
			);
}

function clash({ itemIndex, prepared }: Item, byId: Map<string, Item>): InputError | undefined {
	const { rowId, agentId, call } = prepared;
	if (rowId === undefined) return undefined;
	const key = `${agentId} ${rowId}`;
	const other = byId.get(key);
	if (!other) byId.set(key, { itemIndex, prepared });
	if (!other || JSON.stringify(other.prepared.call) === JSON.stringify(call)) return undefined;
	return new InputError(
		`${rowIdField.displayName}: ${JSON.stringify(rowId)} also stands for ${rowNames([other.itemIndex])}, which is a different call`,
		'Give each row an ID of its own. Rows that are the same in every respect may share one and are called once.',
	);
}

function tooLarge(row: BatchRow, largest: number): InputError | undefined {
	const { call, rowId = '', settings } = row;
	return bytesOf(call) + bytesOf(rowId) + MARKS <= roomFor(settings, largest)
		? undefined
		: new InputError(
				`Template Context: the call is larger than the ${Math.floor(largest / 1e6)} MB that Ultravox takes`,
				'Hand over less: only what the agent needs to know for this call.',
			);
}
