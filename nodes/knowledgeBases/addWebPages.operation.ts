import type { IDataObject } from 'n8n-workflow';
import type { ItemOperation } from '../engine/operation';
import { InputError } from '../errors/inputError';
import type { ParameterReader } from '../fields/parameters';
import { readText, readUrl } from '../fields/readers';
import { simplifyField } from '../fields/returnAll';
import { isRecord } from '../util/guards';
import { show } from '../fields/values';
import { readWhole } from '../fields/wholeNumber';
import { addFields, addOptions, nameOfWish, readSourceWish, type SourceWish } from './addOptions';
import { addSource } from './addSource';
import { addsSource } from './fields';
import { MOST_DOCUMENTS } from './files';
import { refuseReplacingOneAnother } from './sameName';

const DEEPEST = 100;

interface Prepared extends SourceWish {
	crawl: IDataObject;
}

/** Adds web pages as one source, which Ultravox fetches. */
export const addWebPages: ItemOperation<Prepared> = {
	...addsSource,
	name: 'Add Web Pages',
	value: 'addWebPages',
	action: 'Add the pages of a website to a knowledge base',
	description: 'Let Ultravox read pages of a site as one source, new or in place of the former one',
	thing: nameOfWish,
	once: {},
	fields: [
		...addFields,
		{
			displayName: 'URLs',
			name: 'urls',
			type: 'string',
			typeOptions: { rows: 3 },
			required: true,
			default: '',
			placeholder: 'e.g. https://example.com/faq',
			description:
				'Addresses to begin with, one a line, or an expression that gives a list. Ultravox stays on their sites; give subdomains too.',
		},
		{
			displayName: 'Depth',
			name: 'maxDepth',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100 },
			default: 1,
			description: '1 reads these pages only, 2 those as well that they link to, and so on',
		},
		simplifyField,
	],
	options: [
		...addOptions.slice(0, 2),
		{
			displayName: 'Most Pages',
			name: 'maxDocuments',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 200 },
			default: 200,
			description: 'How many pages to read at most, from 1 to 200',
		},
		...addOptions.slice(2),
	],
	prepare: (fns, itemIndex) => ({
		...readSourceWish(fns, itemIndex),
		crawl: readCrawl(fns, itemIndex),
	}),
	checkTogether: (items) =>
		refuseReplacingOneAnother(
			items,
			'Give the addresses of all in one item, each item a name of its own, or remove Replace Source of the Same Name.',
			(wishes) => new Set(wishes.map((wish) => JSON.stringify(wish))).size === 1,
		),
	execute: async (call) => await addSource(call, async () => ({ crawl: call.prepared.crawl })),
};

function readCrawl(fns: ParameterReader, itemIndex: number): IDataObject {
	const options: unknown = fns.getNodeParameter('options', itemIndex, {});
	const given = isRecord(options) ? options : {};
	const most =
		'maxDocuments' in given
			? { maxDocuments: readWhole(1, MOST_DOCUMENTS)(given.maxDocuments, 'Most Pages') }
			: {};
	return {
		startUrls: readUrls(fns.getNodeParameter('urls', itemIndex, '')),
		maxDepth: readWhole(1, DEEPEST)(fns.getNodeParameter('maxDepth', itemIndex, 1), 'Depth'),
		...most,
	};
}

/** A comma can belong to an address; one that separates has another address behind it. */
const BETWEEN = /\s*,\s*(?=https?:\/\/)|\s+/i;

function readUrls(value: unknown): string[] {
	const entries: unknown[] = Array.isArray(value)
		? value
		: readText(value ?? '', 'URLs')
				.trim()
				.split(BETWEEN);
	const urls = [...new Set(entries.map((entry) => readUrl(entry, 'URLs')))];
	if (urls.length === 0) {
		throw new InputError(
			`URLs: ${show(value)} has no address in it`,
			'Enter one such as https://example.com/faq.',
		);
	}
	if (urls.length <= MOST_DOCUMENTS) return urls;
	throw new InputError(
		`URLs: there are ${urls.length} addresses, and a source has at most ${MOST_DOCUMENTS}`,
		'Split them into several sources.',
	);
}
