import type { IDataObject, INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { checkId, locator } from '../fields/locators';
import { readAddress } from '../fields/phoneNumbers';
import { isLeftAlone, readRequiredText, readUrl } from '../fields/readers';
import { template } from '../fields/template';
import { show } from '../fields/values';
import { readWhole } from '../fields/wholeNumber';
import { isRecord } from '../util/guards';
import type { BuiltIn, SelectedTool } from './entry';

type Row = Record<string, unknown>;

/** A kind of tool: how the editor shows its rows, and how a row becomes the API's. */
export interface ToolKind {
	group: INodePropertyCollection;
	/**
	 * @param row as the editor stores it
	 * @param label the row's label, for messages
	 * @throws InputError when something in it cannot be right
	 */
	read(row: Row, label: string): SelectedTool;
}

const TOOL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const MOST_RESULTS = 20;
const readMaxResults = readWhole(1, MOST_RESULTS);

/** Columns that tell apart several tools of one kind, whose settings the agent does not see. */
const forTheAgent = (example: string): INodeProperties[] => [
	{
		displayName: 'Name',
		name: 'nameOverride',
		type: 'string',
		default: '',
		placeholder: `e.g. ${example}`,
		description:
			'Name under which the agent knows the tool: letters, digits, _ and -. Needed if there are several of this kind.',
	},
	template({
		displayName: 'When to Use It',
		name: 'descriptionOverride',
		type: 'string',
		default: '',
		placeholder: 'e.g. When the caller asks about an invoice',
		description: 'What the agent knows of the tool. Leave empty for the description of the tool.',
	}),
];

const transferColumns: INodeProperties[] = [
	template({
		displayName: 'Target',
		name: 'target',
		type: 'string',
		default: '',
		placeholder: 'e.g. +1 555 123 4567',
		description:
			'Phone number or SIP address of the person. Phone numbers are possible for calls over Twilio only.',
	}),
	template({
		displayName: 'From',
		name: 'from',
		type: 'string',
		default: '',
		placeholder: 'e.g. +1 555 987 6543',
		description: 'What the person sees as the caller',
	}),
	template({
		displayName: 'Hold Music URL',
		name: 'holdMusicUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/music.mp3',
		description: 'MP3 or WAV file of at most 5 MB, which the caller hears meanwhile',
	}),
];

const maxResultsColumn: INodeProperties = {
	displayName: 'Max Results',
	name: 'maxResults',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MOST_RESULTS },
	default: 5,
	description: 'How many passages the agent gets at most',
};

/** The kinds of rows, by the name of their group, in the order in which their tools are sent. */
export const TOOL_KINDS: Record<BuiltIn | 'ownTool', ToolKind> = {
	hangUp: {
		group: { displayName: 'Hang Up', name: 'hangUp', values: [] },
		read: () => ({ toolName: 'hangUp' }),
	},
	leaveVoicemail: {
		group: { displayName: 'Leave Voicemail', name: 'leaveVoicemail', values: [] },
		read: () => ({ toolName: 'leaveVoicemail' }),
	},
	coldTransfer: {
		group: {
			displayName: 'Transfer to a Person',
			name: 'coldTransfer',
			values: [...transferColumns, ...forTheAgent('transferToSales')],
		},
		read: (row, label) => ({
			toolName: 'coldTransfer',
			...readForTheAgent(row, label),
			parameterOverrides: readTransfer(row, label),
		}),
	},
	queryCorpus: {
		group: {
			displayName: 'Search a Knowledge Base',
			name: 'queryCorpus',
			values: [
				locator('knowledgeBase', { description: 'Where the agent looks things up' }),
				maxResultsColumn,
				...forTheAgent('searchManuals'),
			],
		},
		read: (row, label) => ({
			toolName: 'queryCorpus',
			...readForTheAgent(row, label),
			parameterOverrides: {
				corpus_id: readId(row.knowledgeBaseId, `${label}, Knowledge Base`),
				...(isLeftAlone(row, 'maxResults', `${label}, Max Results`)
					? {}
					: { max_results: readMaxResults(row.maxResults, `${label}, Max Results`) }),
			},
		}),
	},
	playDtmfSounds: {
		group: { displayName: 'Press Keys', name: 'playDtmfSounds', values: [] },
		read: () => ({ toolName: 'playDtmfSounds' }),
	},
	ownTool: {
		group: {
			displayName: 'Own Tool',
			name: 'ownTool',
			values: [
				locator('tool', { description: 'A tool of the account' }),
				...forTheAgent('lookUpOrder'),
			],
		},
		read: (row, label) => ({
			toolId: readId(row.toolId, `${label}, Tool`),
			...readForTheAgent(row, label),
		}),
	},
};

/** Reads the ID that a locator in a row stands for, or an ID as text. @throws InputError */
export function readId(value: unknown, label: string): string {
	return checkId(isRecord(value) ? value.value : value, label);
}

/** Reads a name that the model sees. @throws InputError for one that Ultravox does not take */
export function readToolName(value: unknown, label: string): string {
	const name = readRequiredText(value, label);
	if (TOOL_NAME.test(name)) return name;
	throw new InputError(
		`${label}: ${show(name)} cannot be the name of a tool`,
		'Use letters, digits, _ and - only, at most 64 of them.',
	);
}

type Read = (value: unknown, label: string) => string;

/** A column that may be left empty: its part of the API's, or nothing. */
function optional(row: Row, name: string, label: string, read: Read): IDataObject {
	return isLeftAlone(row, name, label) ? {} : { [name]: read(row[name], label) };
}

function readForTheAgent(row: Row, label: string): IDataObject {
	return {
		...optional(row, 'nameOverride', `${label}, Name`, readToolName),
		...optional(row, 'descriptionOverride', `${label}, When to Use It`, readRequiredText),
	};
}

function readTransfer(row: Row, label: string): IDataObject {
	return {
		target: orVariable(readPerson)(row.target, `${label}, Target`),
		...optional(row, 'from', `${label}, From`, orVariable(readPerson)),
		...optional(row, 'holdMusicUrl', `${label}, Hold Music URL`, orVariable(readUrl)),
	};
}

const readPerson = (value: unknown, label: string) => readAddress(value, label, 'phoneOrSip');

/** What a variable of the agent will hold is only known in the call. */
function orVariable(read: Read): Read {
	return (value, label) =>
		typeof value === 'string' && value.includes('{{') ? value.trim() : read(value, label);
}
