import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import type { FileToSend } from '../client/upload';
import type { FileStream } from '../client/fileStream';
import { InputError } from '../errors/inputError';
import { readRequiredText } from '../fields/readers';

/** Types that Ultravox takes, spelt as it wants them, by the ending of the file's name. */
const TYPES: Readonly<Record<string, string>> = {
	doc: 'application/msword',
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	epub: 'application/epub+zip',
	md: 'text/markdown',
	pdf: 'application/pdf',
	ppt: 'application/vnd.ms-powerpoint',
	pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
	txt: 'text/plain',
};

/** The documented limits. */
export const MOST_DOCUMENTS = 200;
const MOST_BYTES = 10 * 1024 * 1024;

export const FILES_LABEL = 'Input Binary Field';

/**
 * Reads the names of binary fields.
 *
 * @param value names separated by commas; one that ends in * stands for all that begin so
 * @throws InputError when there is none
 */
export function readFieldNames(value: unknown): string[] {
	const names = readRequiredText(value, FILES_LABEL)
		.split(',')
		.map((name) => name.trim());
	if (!names.includes('')) return names;
	throw new InputError(
		`${FILES_LABEL}: there is nothing between two commas, or at one end`,
		'Enter names such as data, or data* for all whose names begin so.',
	);
}

/**
 * Finds the files of an item, and checks that Ultravox takes them. Sends nothing.
 *
 * @param itemIndex zero-based index of the item
 * @param names as `readFieldNames` gives them
 * @returns the files, each once, in the order of the names
 * @throws InputError when one is missing, too large, empty, or of a type that Ultravox does not take
 */
export async function filesOf(
	fns: IExecuteFunctions,
	itemIndex: number,
	names: string[],
): Promise<FileToSend[]> {
	const binary = fns.getInputData()[itemIndex]?.binary ?? {};
	const found = new Map<string, IBinaryData>();
	for (const name of names) {
		const fields = name.endsWith('*')
			? Object.keys(binary).filter((field) => field.startsWith(name.slice(0, -1)))
			: Object.keys(binary).filter((field) => field === name);
		if (fields.length === 0) throw missing(name, Object.keys(binary));
		for (const field of fields) found.set(field, binary[field]);
	}
	if (found.size > MOST_DOCUMENTS) {
		throw new InputError(
			`${FILES_LABEL}: there are ${found.size} files, and a source has at most ${MOST_DOCUMENTS}`,
			'Split them into several sources.',
		);
	}
	const files: FileToSend[] = [];
	for (const [field, data] of found) files.push(await fileOf(fns, field, data));
	return files;
}

function missing(name: string, fields: string[]): InputError {
	const has =
		fields.length > 0
			? `It has ${fields.slice(0, 10).join(', ')}.`
			: 'It has no files at all. Check that the steps before hand them on.';
	return new InputError(`${FILES_LABEL}: this item has no file in ${name}`, has);
}

async function fileOf(
	{ helpers }: IExecuteFunctions,
	field: string,
	data: IBinaryData,
): Promise<FileToSend> {
	const { id } = data;
	const fileName = data.fileName ?? field;
	const bytes =
		id === undefined
			? Buffer.byteLength(data.data, 'base64')
			: (await helpers.getBinaryMetadata(id)).fileSize;
	if (bytes === 0) {
		throw new InputError(
			`${FILES_LABEL}: the file ${fileName} is empty`,
			'Leave it out, or check the step that brings it.',
		);
	}
	if (bytes > MOST_BYTES) {
		const size = (bytes / 1024 / 1024).toFixed(1);
		throw new InputError(
			`${FILES_LABEL}: the file ${fileName} has ${size} MB, and Ultravox takes at most 10`,
			'Split the file, or leave its pictures out.',
		);
	}
	const open = async (): Promise<Buffer | FileStream> =>
		id === undefined
			? Buffer.from(data.data, 'base64')
			: ((await helpers.getBinaryStream(id)) as unknown as FileStream);
	return { fileName, mimeType: typeOf(fileName, data), bytes, open };
}

/** By the name first: n8n often knows no more than that there are bytes. */
function typeOf(fileName: string, { fileExtension, mimeType }: IBinaryData): string {
	const ending = /\.([^./\\]+)$/.exec(fileName)?.[1] ?? fileExtension ?? '';
	const byName = TYPES[ending.toLowerCase()];
	if (byName !== undefined) return byName;
	const [said] = mimeType.split(';');
	const byType = Object.values(TYPES).find((type) => type === said.trim().toLowerCase());
	if (byType !== undefined) return byType;
	throw new InputError(
		`${FILES_LABEL}: Ultravox does not take the file ${fileName}, for its type`,
		`It takes files that end in ${Object.keys(TYPES).join(', ')}. Convert the file first, or leave it out.`,
	);
}
