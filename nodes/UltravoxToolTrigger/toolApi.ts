import type { IDataObject } from 'n8n-workflow';
import { toolAddress } from '../agents/agentTools';
import type { UltravoxApi } from '../client/ultravoxApi';
import { isNotFound } from '../errors/apiError';
import { ToolApi, toolPath, type Tool } from '../tools/toolApi';
import { toResult } from '../util/result';
import { sameAddress } from '../webhooks/webhookUrl';

/**
 * Reads the account's own tools, over all pages.
 *
 * @throws ApiError
 */
export async function readTools(api: UltravoxApi): Promise<Tool[]> {
	return await new ToolApi(api).list({ ownership: 'private' }, Infinity, (tool) => tool);
}

/** Those of the tools that call an address. */
export function toolsAt(tools: Tool[], url: string): Tool[] {
	return tools.filter(({ definition }) => sameAddress(toolAddress(definition), url));
}

/** Whether Ultravox has no tool with this ID. @throws ApiError where it does not say */
export async function isGone(api: UltravoxApi, toolId: string): Promise<boolean> {
	const read = await toResult(new ToolApi(api).get(toolId));
	if ('value' in read) return false;
	if (isNotFound(read.error)) return true;
	throw read.error;
}

/**
 * Replaces a tool, and waits for Tool: Update of this process, which would write back what it read before.
 *
 * @param body as of `ToolApi.replace`
 * @throws ApiError
 */
export async function replaceTool(
	api: UltravoxApi,
	toolId: string,
	body: IDataObject,
): Promise<Tool> {
	return await api.inTurn(toolPath(toolId), body, async () => {
		return await new ToolApi(api).replace(toolId, body);
	});
}

/** Deletes a tool; that there is none with this ID is as good. @throws ApiError */
export async function removeTool(api: UltravoxApi, toolId: string): Promise<void> {
	const done = await toResult(new ToolApi(api).remove(toolId));
	if ('value' in done) return;
	if (!isNotFound(done.error)) throw done.error;
}
