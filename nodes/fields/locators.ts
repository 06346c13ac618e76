import type { INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from './parameters';
import { InputError } from '../errors/inputError';
import { isMissing, isRecord } from '../util/guards';
import { show, UUID } from './values';

/** What can be chosen with a locator. */
interface LocatorKind {
	name: string;
	label: string;
	/** Method under `methods.listSearch` that fills its list. */
	search: string;
	/** Part of a console address before the ID, where addresses of the thing exist. */
	urlPart?: string;
}

const KINDS = {
	agent: { name: 'agentId', label: 'Agent', search: 'searchAgents', urlPart: 'agents' },
	call: { name: 'callId', label: 'Call', search: 'searchCalls' },
	batch: { name: 'batchId', label: 'Batch', search: 'searchBatches' },
	knowledgeBase: {
		name: 'knowledgeBaseId',
		label: 'Knowledge Base',
		search: 'searchKnowledgeBases',
	},
	source: { name: 'sourceId', label: 'Source', search: 'searchSources' },
	tool: { name: 'toolId', label: 'Tool', search: 'searchTools' },
	voice: { name: 'voiceId', label: 'Voice', search: 'searchVoices' },
} as const satisfies Record<string, LocatorKind>;

const UUID_TEXT = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
const ID_IN_URL = new RegExp(`/(${UUID_TEXT})(?:[/?#]|$)`);

/**
 * Makes a resource locator: choose from a searchable list, give an ID, or paste an address.
 *
 * @param kind what is chosen
 * @param changes what differs from the usual, e.g. `description`, `displayOptions`, `required: false`
 */
export function locator(
	kind: keyof typeof KINDS,
	changes: Partial<INodeProperties> = {},
): INodeProperties {
	const { name, label, search, urlPart }: LocatorKind = KINDS[kind];
	const noun = label.toLowerCase();
	return {
		displayName: label,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: `The ${noun} to work with`,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `Choose the ${noun}…`,
				typeOptions: { searchListMethod: search, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413',
			},
			...(urlPart
				? [
						{
							displayName: 'By URL',
							name: 'url',
							type: 'string' as const,
							placeholder: `e.g. https://app.ultravox.ai/${urlPart}/7b1f0c52-…`,
							extractValue: {
								type: 'regex' as const,
								regex: `https?://[^\\s?#]{0,300}/${urlPart}/(${UUID_TEXT}).*`,
							},
						},
					]
				: []),
		],
		...changes,
	};
}

/**
 * Reads the ID that a locator stands for.
 *
 * @param kind what was chosen
 * @returns the ID in lower case
 * @throws InputError when nothing was chosen, or something that is no ID
 */
export function readLocator(
	fns: Pick<ParameterReader, 'getNodeParameter'>,
	kind: keyof typeof KINDS,
	itemIndex: number,
): string {
	const { name, label } = KINDS[kind];
	const raw: unknown = fns.getNodeParameter(name, itemIndex, '');
	return checkId(isRecord(raw) ? raw.value : raw, label);
}

/**
 * Checks one ID, given as such or inside a console address.
 *
 * @param value what the user chose, typed, or an expression gave
 * @param label the field's label
 * @returns the ID in lower case
 * @throws InputError when there is no ID in it
 */
export function checkId(value: unknown, label: string): string {
	if (isMissing(value) || (typeof value === 'string' && value.trim() === '')) {
		throw new InputError(
			`${label}: nothing is chosen`,
			'Choose from the list, or check that the expression gives an ID for this item.',
		);
	}
	const id = idIn(value);
	if (id !== undefined) return id;
	throw new InputError(
		`${label}: ${show(value)} is not an ID`,
		'An ID looks like 7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413.',
	);
}

/**
 * Finds the ID in what was given as such or as a console address.
 *
 * @returns the ID in lower case; undefined when there is none
 */
export function idIn(value: unknown): string | undefined {
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	const id = /^https?:\/\//i.test(text) ? ID_IN_URL.exec(text)?.[1] : text;
	return id !== undefined && UUID.test(id) ? id.toLowerCase() : undefined;
}
