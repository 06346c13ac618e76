import type { IDataObject } from 'n8n-workflow';
import { isDialled, readMedium } from '../../calls/medium';
import { readMetadata } from '../../calls/metadata';
import { CONTEXT_LABEL } from '../../calls/contextFields';
import { isExpression } from '../../fields/expressions';
import type { ParameterReader } from '../../fields/parameters';
import { readKeyValues } from '../../fields/keyValues';
import { readLocator } from '../../fields/locators';
import { readSearchable } from '../../fields/searchable';
import { switchOf } from '../../fields/switches';
import { InputError } from '../../errors/inputError';
import { isRecord } from '../../util/guards';
import { LABELS } from '../labels';
import { KEPT_FIELDS, ROW_ID, RUN_ID } from '../metadataNames';
import { readView, type BatchView } from '../output';
import { keptMetadata, readKeptNames } from './keptFields';
import { readSettings, type BatchSettings } from '../settings';

/** Option that leaves out rows which an earlier batch has. */
export const SKIP_EARLIER = 'skipEarlierRows';

const OWN_METADATA = {
	[ROW_ID]: LABELS.rowId,
	[RUN_ID]: LABELS.rowId,
	[KEPT_FIELDS]: LABELS.keepFields,
};

/** One input item, read and checked on its own. */
export interface BatchRow {
	agentId: string;
	/** What the item says about the batch as a whole. */
	settings: BatchSettings;
	/** When that was read, in milliseconds since 1970. */
	readAt: number;
	/** Whether Ultravox dials; otherwise the call goes to the webhook. */
	dialled: boolean;
	/** The call as the API takes it, apart from what the node writes into its metadata. */
	call: { medium: IDataObject; templateContext?: IDataObject; metadata?: Record<string, string> };
	/** Whether the row is left out if an earlier batch has it. */
	skipEarlier: boolean;
	/** How the batches are to be shown; the first row's counts. */
	view: BatchView;
	/** The ID that the user gave the row. */
	rowId?: string;
}

/**
 * Reads an item as a row of a batch.
 *
 * @throws InputError when something about it cannot be right
 */
export function readRow(fns: ParameterReader, itemIndex: number): BatchRow {
	const read = (name: string, fallback: unknown): unknown =>
		fns.getNodeParameter(name, itemIndex, fallback) as unknown;
	const given = read('additionalFields', {});
	if (!isRecord(given)) {
		throw new InputError(
			'Additional Fields: the expression gives no fields',
			'Add the fields one by one and use expressions inside them.',
		);
	}
	const agentId = readLocator(fns, 'agent', itemIndex);
	const medium = readMedium(fns, itemIndex);
	const context = readKeyValues(given, 'templateContext', CONTEXT_LABEL);
	const names = readKeptNames(read('keepFields', ''));
	const own = { ...OWN_METADATA, ...fromNames(names, LABELS.keepFields) };
	const kept = keptMetadata(names, fns.itemJson?.(itemIndex) ?? {});
	const metadata = { ...readMetadata(given, own), ...kept };
	const webhookUrl = read('webhookUrl', '');
	const settings = readSettings(
		webhookUrl === '' ? given : { ...given, webhookUrl },
		fns.getTimezone(),
		false,
	);
	const givenId = read('rowId', '');
	const hasId = givenId !== '' || isExpression(fns, 'rowId');
	const rowId = hasId ? readSearchable(givenId, LABELS.rowId) : undefined;
	const skipEarlier = switchOf(read('options', {}), SKIP_EARLIER, false, LABELS.skipEarlierRows);
	if (rowId === undefined && skipEarlier) {
		throw new InputError(
			`${LABELS.rowId}: it is needed to recognise rows of earlier batches`,
			`Fill in ${LABELS.rowId} with an expression that gives something lasting such as a customer number.`,
		);
	}
	return {
		agentId,
		settings,
		readAt: Date.now(),
		dialled: isDialled(medium),
		call: {
			medium,
			...(context ? { templateContext: context as IDataObject } : {}),
			...(Object.keys(metadata).length > 0 ? { metadata } : {}),
		},
		skipEarlier,
		view: readView(fns, itemIndex),
		...(rowId === undefined ? {} : { rowId }),
	};
}

function fromNames(names: readonly string[], label: string): Record<string, string> {
	return Object.fromEntries(names.map((name) => [name, label]));
}
