import type { IDataObject } from 'n8n-workflow';
import { refuseLeftEmpty } from '../fields/leftEmpty';
import { readSettings } from '../fields/setting';
import { readOptionalText } from '../fields/optionalText';
import type { ParameterReader } from '../fields/parameters';
import { InputError } from '../errors/inputError';
import { TOOL_LABELS } from '../selectedTools/fields';
import { readToolChanges, readTools, type ToolChanges } from '../selectedTools/readTools';
import { isMissing, isRecord } from '../util/guards';
import { readJsonObject, refuseMissing } from '../fields/values';
import { LABELS, TEMPLATE_SETTINGS } from './fields';
import { mergeTemplate, settable } from './template';

/** The API's limit. */
const LONGEST_NAME = 64;

/** What a user wants of an agent: only what was set is there. */
export interface AgentChange {
	name?: string;
	/** Settings to put over the stored template; null takes one out. */
	template: IDataObject;
	/** Tools to add to the stored ones, and to take away from them. */
	tools?: ToolChanges;
}

/**
 * Reads and checks the fields that `agentFields` made, for one item.
 *
 * @param collection name of the collection parameter
 * @throws InputError when a value cannot be right, or an expression gives none
 */
export function readAgent(
	fns: ParameterReader,
	itemIndex: number,
	collection: 'additionalFields' | 'updateFields',
): AgentChange {
	const given: unknown = fns.getNodeParameter(collection, itemIndex, {});
	if (!isRecord(given)) {
		throw new InputError(
			`${collection === 'updateFields' ? 'Update Fields' : 'Additional Fields'}: the expression gives no fields`,
			'Add the fields one by one and use expressions inside them.',
		);
	}
	const name = readOptionalText(fns, 'name', itemIndex, LABELS.name)?.trim();
	if (name !== undefined && [...name].length > LONGEST_NAME) {
		throw new InputError(
			`${LABELS.name}: it has ${[...name].length} characters, and ${LONGEST_NAME} is the most`,
			'Choose a shorter name.',
		);
	}
	const systemPrompt = readOptionalText(fns, 'systemPrompt', itemIndex, LABELS.systemPrompt);
	const selectedTools = readTools(given);
	const fields = {
		...readSettings(given, TEMPLATE_SETTINGS, refuseLeftEmpty(fns, collection)),
		...(systemPrompt === undefined ? {} : { systemPrompt }),
		...(selectedTools === undefined ? {} : { selectedTools }),
	};
	const template = overJson(fields, readRemainder(given));
	const tools = collection === 'updateFields' ? readToolChanges(given) : undefined;
	if (tools !== undefined && 'selectedTools' in template) {
		throw new InputError(
			`${TOOL_LABELS.tools}: they are given as a whole, so there is nothing to add to or take away`,
			'Use either Tools, or Add Tools and Remove Tools.',
		);
	}
	return { ...(name === undefined ? {} : { name }), template, ...(tools ? { tools } : {}) };
}

/**
 * Makes the call template of a new agent, where nothing is stored that could be taken out.
 *
 * @returns the API's `callTemplate`, without null
 */
export function newTemplate({ template }: AgentChange): IDataObject {
	return mergeTemplate({}, template);
}

function readRemainder(given: Record<string, unknown>): IDataObject {
	if (!('callTemplateJson' in given)) return {};
	const label = LABELS.callTemplateJson;
	if (isMissing(given.callTemplateJson)) refuseMissing(label, '{}');
	return readJsonObject(given.callTemplateJson, label) as IDataObject;
}

/** Puts the fields over the JSON; what the JSON takes out with null stays a wish to take it out. */
function overJson(fields: IDataObject, json: IDataObject): IDataObject {
	const removals = Object.entries(json).filter(
		([name, value]) => value === null && !Object.hasOwn(fields, name),
	);
	return { ...mergeTemplate(settable(json), fields), ...Object.fromEntries(removals) };
}
