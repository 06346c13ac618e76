import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { FieldLabels } from '../errors/apiError';
import type { Setting } from '../fields/setting';
import { locator, readLocator } from '../fields/locators';
import type { ParameterReader } from '../fields/parameters';
import { readRequiredText, readText } from '../fields/readers';
import { knowledgeBasePath, sourcePath, type KnowledgeBase, type Source } from './knowledgeBaseApi';
import { simplifyKnowledgeBase, simplifySource } from './output';

const NAME: Setting = {
	field: {
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		placeholder: 'e.g. Shop FAQ',
		description: 'What the knowledge base is called',
	},
	read: (value, label) => readRequiredText(value, label),
};

const DESCRIPTION: Setting = {
	field: {
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		placeholder: 'e.g. Opening hours, returns and prices',
		description: 'What is to be found in it, for people',
	},
	read: readText,
};

/** What a new knowledge base may have beside its name. */
export const ADDITIONAL: readonly Setting[] = [DESCRIPTION];

/** What can be changed of a knowledge base. */
export const CHANGEABLE: readonly Setting[] = [DESCRIPTION, NAME];

/** The name of a new knowledge base. */
export const nameField: INodeProperties = { ...NAME.field, required: true };

/** @throws InputError when it is empty or too long */
export function readName(fns: ParameterReader, itemIndex: number): string {
	const { displayName, name } = NAME.field;
	return NAME.read(fns.getNodeParameter(name, itemIndex, ''), displayName) as string;
}

const labels: FieldLabels = {
	name: 'Name',
	description: 'Description',
	'crawl.startUrls': 'URLs',
	'crawl.maxDepth': 'Depth',
	'crawl.maxDocuments': 'Most Pages',
	query: 'Question',
	maxResults: 'Max Results',
};

/** What the operations on one knowledge base have in common. */
export const oneKnowledgeBase = {
	labels,
	wording: {
		404: {
			message: 'This Ultravox account has no such knowledge base',
			description:
				'It may have been deleted, or belong to another account than the API key. Choose it from the list.',
		},
	},
};

/** What the operations that add a source have in common. */
export const addsSource = { ...oneKnowledgeBase, labels: { ...labels, name: 'Source Name' } };

/** What the operations on one source have in common. */
export const oneSource = {
	labels,
	wording: {
		404: {
			message: 'This knowledge base has no such source',
			description:
				'A source belongs to one knowledge base. Check both, and whether one of them was deleted. Choose the source from the list.',
		},
	},
};

/** One source; the API finds it by its knowledge base only. */
export interface SourceTarget {
	knowledgeBaseId: string;
	sourceId: string;
}

/** The fields that choose a source. */
export const sourceFields: INodeProperties[] = [
	locator('knowledgeBase', { description: 'The knowledge base that the source belongs to' }),
	locator('source', { typeOptions: { loadOptionsDependsOn: ['knowledgeBaseId.value'] } }),
];

/** @returns both IDs in lower case @throws InputError when nothing is chosen, or something that is no ID */
export function readTarget(fns: ParameterReader, itemIndex: number): SourceTarget {
	return {
		knowledgeBaseId: readLocator(fns, 'knowledgeBase', itemIndex),
		sourceId: readLocator(fns, 'source', itemIndex),
	};
}

/** Names a source within the account. */
export const sourceKey = ({ knowledgeBaseId, sourceId }: SourceTarget): string =>
	sourcePath(knowledgeBaseId, sourceId);

/** Names a knowledge base within the account. */
export const knowledgeBaseKey = ({
	knowledgeBaseId,
}: Pick<SourceTarget, 'knowledgeBaseId'>): string => knowledgeBasePath(knowledgeBaseId);

/** @param simple whether to take the simplified form instead of the API's */
export const showKnowledgeBase = (entry: KnowledgeBase, simple: boolean): IDataObject =>
	simple ? simplifyKnowledgeBase(entry) : entry;

/** @param simple whether to take the simplified form instead of the API's */
export const showSource = (
	source: Source,
	knowledgeBaseId: string,
	simple: boolean,
): IDataObject => (simple ? simplifySource(source, knowledgeBaseId) : source);
