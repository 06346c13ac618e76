import type { IDataObject } from 'n8n-workflow';
import { toolAddress } from '../agents/agentTools';
import type { UltravoxApi } from '../client/ultravoxApi';
import { ApiError } from '../errors/apiError';
import { InputError } from '../errors/inputError';
import { show } from '../fields/values';
import { ToolApi, type Tool } from '../tools/toolApi';
import { cleanText } from '../util/cleanText';
import { toResult } from '../util/result';
import { isDoubtful } from '../webhooks/hooks';
import { readTools, replaceTool, toolsAt } from './toolApi';

/** Of several tools with the trigger's address the one that has the name comes first, and the oldest of those. */
export function inOrderOfUse(tools: Tool[], name: string): Tool[] {
	const rank = (tool: Tool) => `${tool.name === name ? 0 : 1} ${String(tool.created)}`;
	return [...tools].sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
}

/**
 * Stores the tool.
 *
 * @param stored the one that is replaced; undefined to make one
 * @param tools all of the account
 * @returns its ID
 * @throws ApiError; InputError where the account has another tool of this name, and does not take a second one
 */
export async function storeTool(
	{ api, url }: { api: UltravoxApi; url: string },
	stored: Tool | undefined,
	body: IDataObject,
	tools: Tool[],
): Promise<string> {
	const made = await toResult(
		stored ? replaceTool(api, stored.toolId, body) : new ToolApi(api).create(body),
	);
	if ('value' in made) return made.value.toolId;
	refuseSameName(made.error, body, tools, stored);
	if (stored || !isDoubtful(made.error)) throw made.error;
	// It may exist although nobody said so. Then it is used, not left behind.
	const left = await toResult(readTools(api));
	const [found] = 'value' in left ? toolsAt(left.value, url) : [];
	if (!found) throw made.error;
	return (await replaceTool(api, found.toolId, body)).toolId;
}

/** @throws InputError that says where the other tool of the name is, if that is why one was refused */
function refuseSameName(
	error: unknown,
	{ name }: IDataObject,
	tools: Tool[],
	own: Tool | undefined,
): void {
	const other = tools.find((tool) => tool !== own && tool.name === name);
	const isRefused = error instanceof ApiError && error.hasStatus(400, 409) && error.names('name');
	if (!other || !isRefused) return;
	const address = toolAddress(other.definition);
	const which = address === undefined ? '' : `, which calls ${cleanText(address)}`;
	throw new InputError(
		`Tool Name: this Ultravox account already has a tool that is called ${show(name)}${which}`,
		'Give this tool another name, or delete the other one. Nothing was changed.',
	);
}
