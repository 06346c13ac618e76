import type { IDataObject } from 'n8n-workflow';
import { allPages } from '../client/pagination';
import type { UltravoxApi } from '../client/ultravoxApi';
import { roundedNumbers, type RoundedNumber } from '../util/exactNumbers';
import { isRecord } from '../util/guards';

/** Where the tools of the account are, and those that Ultravox brings along. */
export const TOOLS = '/api/tools';

/** A tool as the API returns it. */
export type Tool = IDataObject & { toolId: string };

/** Path of a tool; names it for `inTurn` as well. */
export const toolPath = (toolId: string) => `${TOOLS}/${encodeURIComponent(toolId)}`;

/** Whether an answer, or an entry of a list, is a tool. */
export function isTool(value: unknown): value is Tool {
	return isRecord(value) && typeof value.toolId === 'string' && value.toolId !== '';
}

/** The definition of a tool; an empty one where the API answers none. */
export function definitionOf({ definition }: IDataObject): IDataObject {
	return isRecord(definition) ? (definition as IDataObject) : {};
}

/** The rows of a list in a definition; the API leaves empty lists out. */
export function listIn(definition: IDataObject, name: string): IDataObject[] {
	const list: unknown = definition[name];
	return Array.isArray(list) ? (list as unknown[]).filter(isRow) : [];
}

const isRow = (entry: unknown): entry is IDataObject => isRecord(entry);

/** Shorter values are words such as `true`, which messages need. */
const SHORTEST_SECRET = 8;

/** Keeps the fixed values of a tool, among which its secrets are, out of messages. @returns the tool */
export function keepToolSecrets<T extends IDataObject>(api: UltravoxApi, tool: T): T {
	for (const { value } of listIn(definitionOf(tool), 'staticParameters')) {
		if (typeof value === 'string' && value.length >= SHORTEST_SECRET) api.keepSecret(value);
	}
	return tool;
}

/** The requests to tools. */
export class ToolApi {
	constructor(private readonly api: UltravoxApi) {}

	/** @throws ApiError */
	async get(toolId: string): Promise<Tool> {
		return await this.send('GET', toolPath(toolId));
	}

	/**
	 * Reads a tool that is to be written back.
	 *
	 * @returns the tool, and which of its numbers have lost digits
	 * @throws ApiError
	 */
	async read(toolId: string): Promise<{ tool: Tool; rounded: RoundedNumber[] }> {
		let rounded: RoundedNumber[] = [];
		const tool = await this.send('GET', toolPath(toolId), undefined, (text) => {
			rounded = roundedNumbers(text);
		});
		return { tool, rounded };
	}

	/**
	 * Reads the tools of the account and those of Ultravox, over all pages.
	 *
	 * @param query `search`, `ownership`, `sortOrder`
	 * @param limit at most so many; Infinity for all
	 * @param show makes what is kept of each
	 * @throws ApiError
	 */
	async list<Shown>(
		query: Record<string, string | undefined>,
		limit: number,
		show: (tool: Tool) => Shown,
	): Promise<Shown[]> {
		return await allPages<Tool, Shown>(this.api, TOOLS, query, limit, (tool) =>
			show(keepToolSecrets(this.api, tool)),
		);
	}

	/** @param body `name` and `definition` @throws ApiError */
	async create(body: IDataObject): Promise<Tool> {
		return await this.send('POST', TOOLS, body);
	}

	/**
	 * Replaces a tool; its ID, which agents hold, stays.
	 *
	 * @param body `name` and the whole `definition`
	 * @throws ApiError
	 */
	async replace(toolId: string, body: IDataObject): Promise<Tool> {
		return await this.send('PUT', toolPath(toolId), body);
	}

	/** @throws ApiError */
	async remove(toolId: string): Promise<void> {
		await this.api.send({ method: 'DELETE', path: toolPath(toolId), answer: 'none' });
	}

	/**
	 * Reads the calls in which the tool was used.
	 *
	 * @param show makes what is kept of each entry, `{ call, errorCount }`
	 * @throws ApiError
	 */
	async calls(
		toolId: string,
		limit: number,
		show: (entry: IDataObject) => IDataObject,
	): Promise<IDataObject[]> {
		return await allPages(this.api, `${toolPath(toolId)}/history`, {}, limit, show);
	}

	private async send(
		method: 'GET' | 'POST' | 'PUT',
		path: string,
		body?: IDataObject,
		onText?: (text: string) => void,
	): Promise<Tool> {
		if (body) keepToolSecrets(this.api, body);
		const request = {
			method,
			path,
			isExpected: isTool,
			...(body ? { body } : {}),
			...(onText ? { onText } : {}),
		};
		return keepToolSecrets(this.api, (await this.api.send(request)) as Tool);
	}
}
