import type { IDataObject } from 'n8n-workflow';
import { isDialled, readMedium } from '../../calls/medium';
import { dialsFixedNumber } from '../../calls/oneNumber';
import { readMetadata } from '../../calls/metadata';
import { CONTEXT_LABEL } from '../../calls/contextFields';
import type { ParameterReader } from '../../fields/parameters';
import { readKeyValues } from '../../fields/keyValues';
import { readLocator } from '../../fields/locators';
import { InputError } from '../../errors/inputError';
import { isRecord } from '../../util/guards';
import { KEPT_FIELDS, ROW_ID, RUN_ID } from '../metadataNames';
import { readView, type BatchView } from '../output';
import { readBatchSettings, type BatchSettings } from '../settings';
import { keepFieldsField, keptMetadata, readKeptNames } from './keptFields';
import { readRowIdentity, rowIdField, type RowIdentity } from './rowId';

const KEEP_LABEL = keepFieldsField.displayName;

/** Names of metadata that the node writes itself, and the field to use instead. */
const RESERVED_METADATA = {
	[ROW_ID]: rowIdField.displayName,
	[RUN_ID]: rowIdField.displayName,
	[KEPT_FIELDS]: KEEP_LABEL,
};

/** One input item, read and checked on its own. */
export interface BatchRow extends RowIdentity {
	agentId: string;
	/** What the item says about the batch as a whole. */
	settings: BatchSettings;
	/** When that was read, in milliseconds since 1970. */
	readAt: number;
	/** Whether Ultravox dials; otherwise the call goes to the webhook. */
	dialled: boolean;
	/** Whether it dials what stands in To without an expression. */
	dialsFixedNumber: boolean;
	/** The call as the API takes it, apart from what the node writes into its metadata. */
	call: { medium: IDataObject; templateContext?: IDataObject; metadata?: Record<string, string> };
	/** How the batches are to be shown; the first row's counts. */
	view: BatchView;
}

/**
 * Reads an item as a row of a batch.
 *
 * @param itemIndex zero-based index of the item
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
	const names = readKeptNames(read(keepFieldsField.name, ''));
	const reserved = { ...RESERVED_METADATA, ...fromNames(names, KEEP_LABEL) };
	const kept = keptMetadata(names, fns.itemJson?.(itemIndex) ?? {});
	const metadata = { ...readMetadata(given, reserved), ...kept };
	const webhookUrl = read('webhookUrl', '');
	const settings = readBatchSettings(
		webhookUrl === '' ? given : { ...given, webhookUrl },
		fns.getTimezone(),
	);
	const identity = readRowIdentity(fns, itemIndex);
	return {
		agentId,
		settings,
		readAt: Date.now(),
		dialled: isDialled(medium),
		dialsFixedNumber: dialsFixedNumber(fns, medium),
		call: {
			medium,
			...(context ? { templateContext: context as IDataObject } : {}),
			...(Object.keys(metadata).length > 0 ? { metadata } : {}),
		},
		...identity,
		view: readView(fns, itemIndex),
	};
}

function fromNames(names: readonly string[], label: string): Record<string, string> {
	return Object.fromEntries(names.map((name) => [name, label]));
}
