import type { IDataObject } from 'n8n-workflow';
import { toolAddress } from '../agents/agentTools';
import { allPages } from '../client/pagination';
import type { UltravoxApi } from '../client/ultravoxApi';
import { ApiError } from '../errors/apiError';
import { isRecord } from '../util/guards';
import { toResult } from '../util/result';
import { sameAddress } from '../webhooks/webhookUrl';
import { secretOf } from './definition';

const PATH = '/api/tools';

/** A stored tool as the API answers it. */
export interface Tool {
	toolId: string;
	name?: unknown;
	created?: unknown;
	definition?: unknown;
}

/**
 * Reads the account's own tools, over all pages. Their secrets never show in a message.
 *
 * @throws ApiError
 */
export async function readTools(api: UltravoxApi): Promise<Tool[]> {
	const all = await allPages<unknown>(api, PATH, { ownership: 'private' }, Infinity);
	const tools = all.filter(isTool);
	for (const { definition } of tools) api.keepSecret(secretOf(definition));
	return tools;
}

/** Those of the tools that call an address. */
export function toolsAt(tools: Tool[], url: string): Tool[] {
	return tools.filter(({ definition }) => sameAddress(toolAddress(definition), url));
}

/** @throws ApiError */
export async function createTool(api: UltravoxApi, body: IDataObject): Promise<Tool> {
	return await send(api, 'POST', PATH, body);
}

/**
 * Replaces a tool; its ID, which agents hold, stays.
 *
 * @throws ApiError
 */
export async function replaceTool(
	api: UltravoxApi,
	toolId: string,
	body: IDataObject,
): Promise<Tool> {
	return await send(api, 'PUT', pathOf(toolId), body);
}

/** Deletes a tool; that there is none with this ID is as good. @throws ApiError */
export async function removeTool(api: UltravoxApi, toolId: string): Promise<void> {
	const done = await toResult(api.send({ method: 'DELETE', path: pathOf(toolId), answer: 'none' }));
	if ('value' in done) return;
	if (!(done.error instanceof ApiError && done.error.hasStatus(404))) throw done.error;
}

async function send(
	api: UltravoxApi,
	method: 'POST' | 'PUT',
	path: string,
	body: IDataObject,
): Promise<Tool> {
	api.keepSecret(secretOf(body.definition));
	return (await api.send({ method, path, body, isExpected: isTool })) as Tool;
}

function isTool(value: unknown): value is Tool {
	return isRecord(value) && typeof value.toolId === 'string' && value.toolId !== '';
}

function pathOf(toolId: string): string {
	return `${PATH}/${encodeURIComponent(toolId)}`;
}
