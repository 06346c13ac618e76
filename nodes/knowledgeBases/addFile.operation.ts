import type { FileToSend } from '../client/upload';
import type { ItemOperation } from '../engine/operation';
import { simplifyField } from '../fields/returnAll';
import { addFields, addOptions, nameOfWish, readSourceWish, type SourceWish } from './addOptions';
import { addSource } from './addSource';
import { addsSource } from './fields';
import { filesOf, readFieldNames } from './files';
import type { SourceApi } from './knowledgeBaseApi';
import { refuseReplacingOneAnother } from './sameName';

/** Files under way at once. */
const AT_ONCE = 4;

interface Prepared extends SourceWish {
	fields: string[];
}

/** Adds the files of an item as one source. */
export const addFile: ItemOperation<Prepared> = {
	...addsSource,
	name: 'Add File',
	value: 'addFile',
	action: 'Add a file to a knowledge base',
	description: 'Upload one or more files as one source, new or in place of the former one',
	thing: nameOfWish,
	once: {},
	fields: [
		...addFields,
		{
			displayName: 'Input Binary Field',
			name: 'binaryPropertyName',
			type: 'string',
			required: true,
			default: 'data',
			placeholder: 'e.g. data',
			hint: 'The name of the input field that holds the file',
			description:
				'For several files in one source, names separated by commas, or one that ends in *, such as data*, for all that begin so. PDF, Word, PowerPoint, EPUB, Markdown and plain text; at most 200 files of 10 MB.',
		},
		simplifyField,
	],
	options: addOptions,
	prepare: (fns, itemIndex) => ({
		...readSourceWish(fns, itemIndex),
		fields: readFieldNames(fns.getNodeParameter('binaryPropertyName', itemIndex, 'data')),
	}),
	checkTogether: (items) =>
		refuseReplacingOneAnother(
			items,
			'Let an Aggregate step make one item of them first (All Item Data, Include Binaries), give each a name of its own, such as {{ $binary.data.fileName }}, or remove Replace Source of the Same Name.',
		),
	async execute(call) {
		const files = await filesOf(call.fns, call.itemIndex, call.prepared.fields);
		const output = await addSource(call, async (sources) => ({
			upload: { documentIds: await uploadAll(sources, files) },
		}));
		return { ...output, fileNames: files.map(({ fileName }) => fileName) };
	},
};

/** @returns the IDs of the documents, in the order of the files */
async function uploadAll(sources: SourceApi, files: FileToSend[]): Promise<string[]> {
	const ids: string[] = [];
	for (let start = 0; start < files.length; start += AT_ONCE) {
		const some = files.slice(start, start + AT_ONCE);
		ids.push(...(await Promise.all(some.map(async (file) => await sources.upload(file)))));
	}
	return ids;
}
