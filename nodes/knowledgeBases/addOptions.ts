import type { INodeProperties } from 'n8n-workflow';
import { locator, readLocator } from '../fields/locators';
import type { ParameterReader } from '../fields/parameters';
import { readNumber, readRequiredText, readText } from '../fields/readers';
import { readSimplify } from '../fields/returnAll';
import { switchOf } from '../fields/switches';
import { isRecord } from '../util/guards';
import { knowledgeBaseKey } from './fields';

const MINUTE_MS = 60_000;
const USUAL_MINUTES = 5;

/** Option: how long to wait until a source is ready. */
const maximumWait: INodeProperties = {
	displayName: 'Maximum Wait',
	name: 'maximumWait',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 60 },
	default: 5,
	description: 'How many minutes to wait at most until the source is ready',
};

/** Option: whether to wait. */
const waitUntilReady: INodeProperties = {
	displayName: 'Wait Until Ready',
	name: 'waitUntilReady',
	type: 'boolean',
	default: true,
	description:
		'Whether to go on only when agents can find what is in the source. Without this option the node goes on at once.',
};

/** Entries for Options of what makes Ultravox load a source. */
export const waitOptions: INodeProperties[] = [maximumWait, waitUntilReady];

/** Entries for Options of what adds a source. */
export const addOptions: INodeProperties[] = [
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		description: 'What is to be found in the source, for people',
	},
	maximumWait,
	{
		displayName: 'Replace Source of the Same Name',
		name: 'replaceSameName',
		type: 'boolean',
		default: true,
		description:
			'Whether other sources of the knowledge base that have this name are deleted as soon as the new one is ready. If it does not get ready, they stay, and the new one is deleted. The node waits for it.',
	},
	waitUntilReady,
];

/** The fields that an added source has, whatever it is made of. */
export const addFields: INodeProperties[] = [
	locator('knowledgeBase', { description: 'The knowledge base to add to' }),
	{
		displayName: 'Source Name',
		name: 'sourceName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Manual',
		description: 'What the source is called; by this name it can be replaced later',
	},
];

/** Whether, and for how long, to wait. */
export interface WaitWish {
	waits: boolean;
	mostMs: number;
}

/** A source that is to be added, but for its content. */
export interface SourceWish extends WaitWish {
	knowledgeBaseId: string;
	name: string;
	description?: string;
	/** Whether others of its name are deleted once it is ready. */
	replaces: boolean;
	simplify: boolean;
}

/** @throws InputError when one of the options cannot be right */
export function readWait(fns: ParameterReader, itemIndex: number): WaitWish {
	const options: unknown = fns.getNodeParameter('options', itemIndex, {});
	const { name, displayName } = maximumWait;
	const minutes = isRecord(options) && name in options ? options[name] : USUAL_MINUTES;
	return {
		waits: switchOf(options, waitUntilReady.name, false, waitUntilReady.displayName),
		mostMs: readNumber(0.01, 60)(minutes, displayName) * MINUTE_MS,
	};
}

/**
 * Reads what is to be added, but for its content.
 *
 * @param itemIndex zero-based index of the item
 * @throws InputError when something cannot be right
 */
export function readSourceWish(fns: ParameterReader, itemIndex: number): SourceWish {
	const options: unknown = fns.getNodeParameter('options', itemIndex, {});
	const given = isRecord(options) ? options : {};
	const replaces = switchOf(given, 'replaceSameName', false, 'Replace Source of the Same Name');
	const description =
		'description' in given ? { description: readText(given.description, 'Description') } : {};
	return {
		knowledgeBaseId: readLocator(fns, 'knowledgeBase', itemIndex),
		name: readRequiredText(fns.getNodeParameter('sourceName', itemIndex, ''), 'Source Name'),
		...description,
		...readWait(fns, itemIndex),
		replaces,
		simplify: readSimplify(fns, itemIndex),
	};
}

/** What a wish replaces; undefined where it replaces nothing. */
export const nameOfWish = (wish: SourceWish): string | undefined =>
	wish.replaces ? `${knowledgeBaseKey(wish)} ${wish.name}` : undefined;
