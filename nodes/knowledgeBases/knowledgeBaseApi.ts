import type { IDataObject } from 'n8n-workflow';
import type { ApiRequest } from '../client/apiRequest';
import { allPages } from '../client/pagination';
import type { UltravoxApi } from '../client/ultravoxApi';
import type { FileToSend } from '../client/upload';
import { isRecord } from '../util/guards';

/** Where the knowledge bases of the account are; the API calls them corpora. */
export const KNOWLEDGE_BASES = '/api/corpora';

/** Path of a knowledge base; names it within the account as well. IDs are UUIDs, so they need no encoding. */
export const knowledgeBasePath = (id: string) => `${KNOWLEDGE_BASES}/${id}`;

/** Path of a source of a knowledge base. */
export const sourcePath = (id: string, sourceId: string) =>
	`${knowledgeBasePath(id)}/sources/${sourceId}`;

/** A knowledge base as the API answers it. */
export interface KnowledgeBase extends IDataObject {
	corpusId: string;
}

/** A source as the API answers it. */
export interface Source extends IDataObject {
	sourceId: string;
}

export const isKnowledgeBase = (body: unknown): body is KnowledgeBase =>
	isRecord(body) && typeof body.corpusId === 'string';

export const isSource = (body: unknown): body is Source =>
	isRecord(body) && typeof body.sourceId === 'string';

const isListOfRecords = (body: unknown) => Array.isArray(body) && body.every(isRecord);

/** The requests to knowledge bases as a whole. Every method throws ApiError. */
export class KnowledgeBaseApi {
	constructor(private readonly api: UltravoxApi) {}

	/** @param limit how many at most; Infinity for all @param show makes what is kept of each */
	async list<Shown = KnowledgeBase>(
		limit: number,
		show?: (entry: KnowledgeBase) => Shown,
	): Promise<Shown[]> {
		return await allPages(this.api, KNOWLEDGE_BASES, {}, limit, show);
	}

	async get(id: string): Promise<KnowledgeBase> {
		return await this.one({ method: 'GET', path: knowledgeBasePath(id) });
	}

	/** A POST: sent again only where the service says that it did nothing. */
	async create(body: IDataObject): Promise<KnowledgeBase> {
		return await this.one({ method: 'POST', path: KNOWLEDGE_BASES, body });
	}

	/** @param body only what is to change */
	async change(id: string, body: IDataObject): Promise<KnowledgeBase> {
		return await this.one({ method: 'PATCH', path: knowledgeBasePath(id), body });
	}

	/** Deletes it, with all sources. */
	async remove(id: string): Promise<void> {
		await this.api.send({ method: 'DELETE', path: knowledgeBasePath(id), answer: 'none' });
	}

	/** @returns what was found, best first */
	async query(id: string, query: string, maxResults: number): Promise<IDataObject[]> {
		return (await this.api.send({
			method: 'POST',
			path: `${knowledgeBasePath(id)}/query`,
			body: { query, maxResults },
			changesNothing: true,
			isExpected: isListOfRecords,
		})) as IDataObject[];
	}

	private async one(request: ApiRequest): Promise<KnowledgeBase> {
		return (await this.api.send({ ...request, isExpected: isKnowledgeBase })) as KnowledgeBase;
	}
}

/** The requests to the sources of one knowledge base. Every method throws ApiError. */
export class SourceApi {
	constructor(
		private readonly api: UltravoxApi,
		private readonly id: string,
	) {}

	/** @param limit how many at most; Infinity for all @param show makes what is kept of each */
	async list<Shown = Source>(limit: number, show?: (entry: Source) => Shown): Promise<Shown[]> {
		return await allPages(this.api, `${knowledgeBasePath(this.id)}/sources`, {}, limit, show);
	}

	async get(sourceId: string): Promise<Source> {
		return await this.one({ method: 'GET', path: sourcePath(this.id, sourceId) });
	}

	/** A POST: sent again only where the service says that it did nothing. */
	async create(body: IDataObject): Promise<Source> {
		return await this.one({ method: 'POST', path: `${knowledgeBasePath(this.id)}/sources`, body });
	}

	/** PATCH, after which Ultravox loads the source anew. */
	async change(sourceId: string, body: IDataObject): Promise<Source> {
		return await this.one({ method: 'PATCH', path: sourcePath(this.id, sourceId), body });
	}

	/** Deletes a source, with its documents. */
	async remove(sourceId: string): Promise<void> {
		await this.api.send({
			method: 'DELETE',
			path: sourcePath(this.id, sourceId),
			answer: 'none',
		});
	}

	/** Whether the source has any document. */
	async hasDocuments(sourceId: string): Promise<boolean> {
		const path = `${sourcePath(this.id, sourceId)}/documents`;
		return (await allPages(this.api, path, {}, 1)).length > 0;
	}

	/** Uploads a file. @returns the ID of the document, which a source can name */
	async upload(file: FileToSend): Promise<string> {
		return await this.api.sendFile(`${knowledgeBasePath(this.id)}/uploads`, file);
	}

	private async one(request: ApiRequest): Promise<Source> {
		return (await this.api.send({ ...request, isExpected: isSource })) as Source;
	}
}
