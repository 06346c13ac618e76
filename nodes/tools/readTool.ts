import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { readOptionalText } from '../fields/optionalText';
import type { ParameterReader } from '../fields/parameters';
import { readRequiredText, readRows } from '../fields/readers';
import { readSettings } from '../fields/setting';
import { readJsonObject, refuseMissing, show } from '../fields/values';
import { isMissing, isRecord } from '../util/guards';
import { mergeJson } from '../util/mergeJson';
import { LISTS, type ToolChange } from './definition';
import { LABELS } from './fields';
import { readToolParameters } from './parameters';
import { readAutomaticParameters, readStaticParameters } from './rows';
import { REQUEST_SETTINGS, TOOL_SETTINGS } from './settings';

/** The API's limit. */
const LONGEST_NAME = 40;

/**
 * Reads and checks the fields that `toolFields` made, for one item.
 *
 * @param update whether they change a tool: all but name and description then stand in the collection
 * @throws InputError when a value cannot be right, or an expression gives none
 */
export function readTool(fns: ParameterReader, itemIndex: number, update: boolean): ToolChange {
	const given = readCollection(fns, itemIndex, update);
	const text = (name: 'name' | 'description' | 'baseUrlPattern') =>
		readOptionalText(fns, name, itemIndex, LABELS[name]);
	const name = text('name');
	const description = text('description');
	const request = update ? given : readRequest(fns, itemIndex, text('baseUrlPattern'));
	const settings = {
		...readSettings(given, TOOL_SETTINGS),
		...readSettings(request, REQUEST_SETTINGS),
		...(description === undefined ? {} : { description }),
	};
	const parameter = (parameterName: string, usual: unknown): unknown => {
		if (!update) return fns.getNodeParameter(parameterName, itemIndex, usual);
		return parameterName in given ? given[parameterName] : usual;
	};
	// Added to what is to be changed, and without a row: nobody knows what that was to do.
	if (update && 'toolParameters' in given) readRows(given.toolParameters, LABELS.toolParameters);
	return {
		...(name === undefined ? {} : { name: readRequiredText(name, LABELS.name, LONGEST_NAME) }),
		definition: overJson(settings, readRemainder(given)),
		dynamicParameters: readToolParameters(parameter),
		staticParameters: rowsOf(given, 'staticParameters', readStaticParameters),
		automaticParameters: rowsOf(given, 'automaticParameters', readAutomaticParameters),
		remove: 'removeParameters' in given ? readNames(given.removeParameters) : [],
	};
}

function readCollection(
	fns: ParameterReader,
	itemIndex: number,
	update: boolean,
): Record<string, unknown> {
	const given: unknown = fns.getNodeParameter(
		update ? 'updateFields' : 'additionalFields',
		itemIndex,
		{},
	);
	if (isRecord(given)) return given;
	throw new InputError(
		`${update ? 'Update Fields' : 'Additional Fields'}: the expression gives no fields`,
		'Add the fields one by one and use expressions inside them.',
	);
}

/** URL and method, where the tool has an address: one that is done in the client, by the JSON, has none. */
function readRequest(
	fns: ParameterReader,
	itemIndex: number,
	baseUrlPattern: string | undefined,
): Record<string, unknown> {
	if (baseUrlPattern === undefined) return {};
	return { baseUrlPattern, httpMethod: fns.getNodeParameter('httpMethod', itemIndex, 'POST') };
}

function rowsOf(
	given: Record<string, unknown>,
	name: 'staticParameters' | 'automaticParameters',
	read: (value: unknown, label: string) => IDataObject[],
): IDataObject[] {
	return name in given ? read(given[name], LABELS[name]) : [];
}

/** Names separated by commas, or a list of names. */
function readNames(value: unknown): string[] {
	const label = LABELS.removeParameters;
	const entries: unknown[] = Array.isArray(value)
		? value
		: readRequiredText(value, label).split(',');
	return entries.map((entry) => readRequiredText(entry, label));
}

function readRemainder(given: Record<string, unknown>): IDataObject {
	if (!('definitionJson' in given)) return {};
	const label = LABELS.definitionJson;
	if (isMissing(given.definitionJson)) refuseMissing(label, '{}');
	const json = readJsonObject(given.definitionJson, label);
	for (const list of LISTS) refuseUnlessRows(json[list], `${label}: ${show(list)}`);
	return json as IDataObject;
}

/** What is no list of objects would be read as an empty one, and empty the stored one. */
function refuseUnlessRows(value: unknown, label: string): void {
	if (isMissing(value) || (Array.isArray(value) && value.every(isRecord))) return;
	throw new InputError(
		`${label} is not a list of objects`,
		'Such as [{"name": "orderNumber", …}]. Leave it out to keep the stored one; [] stands for none.',
	);
}

/** Puts the fields over the JSON; what the JSON takes out with null stays a wish to take it out. */
function overJson(fields: IDataObject, json: IDataObject): IDataObject {
	const removals = Object.entries(json).filter(
		([name, value]) => value === null && !Object.hasOwn(fields, name),
	);
	return { ...(mergeJson(json, fields) as IDataObject), ...Object.fromEntries(removals) };
}
