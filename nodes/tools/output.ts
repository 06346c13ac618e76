import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { toSeconds } from '../fields/duration';
import type { ParameterReader } from '../fields/parameters';
import { readSimplify } from '../fields/returnAll';
import { switchOf } from '../fields/switches';
import { isRecord } from '../util/guards';
import { definitionOf, listIn, type Tool } from './toolApi';

/** How tools are to be shown. */
export interface ToolView {
	simplify: boolean;
	includeSecrets: boolean;
}

/** Seconds that a tool may take for which nothing was set. */
const USUAL_LIMIT = 2.5;

/** Entry for the Options of operations that answer with tools. */
export const includeSecretsOption: INodeProperties = {
	displayName: 'Include Secrets',
	name: 'includeSecrets',
	type: 'boolean',
	default: false,
	description:
		'Whether the output holds the fixed values of the tool, among which its keys are. They are then readable in the execution.',
	displayOptions: { show: { '/simplify': [false] } },
};

/** Reads Simplify and Include Secrets. @throws InputError */
export function readToolView(fns: ParameterReader, itemIndex: number): ToolView {
	const options: unknown = fns.getNodeParameter('options', itemIndex, {});
	return {
		simplify: readSimplify(fns, itemIndex),
		includeSecrets: switchOf(options, 'includeSecrets', false, includeSecretsOption.displayName),
	};
}

/** A tool in the form that the user asked for. The tool itself is not changed. */
export function toolOutput(tool: Tool, { simplify, includeSecrets }: ToolView): IDataObject {
	if (simplify) return simplifyTool(tool);
	return includeSecrets ? tool : withoutFixedValues(tool);
}

/**
 * Picks what people work with out of a tool.
 *
 * @returns the same fields for every tool, null where there is no value; `timeout` in seconds
 */
export function simplifyTool(tool: Tool): IDataObject {
	const definition = definitionOf(tool);
	const http: IDataObject = isRecord(definition.http) ? (definition.http as IDataObject) : {};
	const { responseText } = isRecord(definition.staticResponse)
		? (definition.staticResponse as IDataObject)
		: {};
	return {
		name: tool.name ?? null,
		description: definition.description ?? '',
		modelToolName: definition.modelToolName ?? null,
		url: http.baseUrlPattern ?? null,
		method: http.httpMethod ?? null,
		parameters: listIn(definition, 'dynamicParameters').map(simplifyParameter),
		timeout: toSeconds(definition.timeout) ?? USUAL_LIMIT,
		answerAtOnce: responseText ?? null,
		ownership: tool.ownership ?? null,
		created: tool.created ?? null,
		toolId: tool.toolId,
	};
}

function simplifyParameter({ name, schema, required }: IDataObject): IDataObject {
	const { type, description }: IDataObject = isRecord(schema) ? (schema as IDataObject) : {};
	return {
		name,
		type: typeof type === 'string' ? type : null,
		description: description ?? '',
		// The API leaves out what is false.
		required: required === true,
	};
}

/** Takes the values out that are sent along every time: keys are among them, and nobody can tell which. */
export function withoutFixedValues(tool: Tool): IDataObject {
	const definition = definitionOf(tool);
	if (definition.staticParameters === undefined) return tool;
	const staticParameters = listIn(definition, 'staticParameters').map((row) => {
		const open = { ...row };
		delete open.value;
		return open;
	});
	return { ...tool, definition: { ...definition, staticParameters } };
}
