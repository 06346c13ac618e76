import type { IBinaryData, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { OpenFile } from '../client/download';
import { soundType } from '../client/soundFile';
import type { ParameterReader } from '../fields/parameters';
import { readRequiredText } from '../fields/readers';

/** Into which field of the output a file goes, as n8n's own nodes have it. */
export const outputFileField: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	placeholder: 'e.g. data',
	hint: 'The name of the output field to put the file in',
};

/** Reads what `outputFileField` holds. @throws InputError when it is empty */
export function readOutputFileField(fns: ParameterReader, itemIndex: number): string {
	const { name, displayName } = outputFileField;
	return readRequiredText(fns.getNodeParameter(name, itemIndex, 'data'), displayName);
}

/**
 * Puts a sound file where n8n keeps files.
 *
 * @param name its name without the extension, which follows from its content
 */
export async function keepSound(
	fns: IExecuteFunctions,
	{ content, beginning, type: given }: OpenFile,
	name: string,
): Promise<IBinaryData> {
	const { type, extension } = soundType(given, beginning);
	return await fns.helpers.prepareBinaryData(
		content as unknown as Parameters<typeof fns.helpers.prepareBinaryData>[0],
		`${name}.${extension}`,
		type,
	);
}
