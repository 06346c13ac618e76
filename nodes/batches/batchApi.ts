import type { IDataObject } from 'n8n-workflow';
import { allPages } from '../client/pagination';
import type { ApiRequest } from '../client/apiRequest';
import type { UltravoxApi } from '../client/ultravoxApi';
import { isRecord } from '../util/guards';

/** A batch as the API answers it. */
export interface Batch extends IDataObject {
	batchId: string;
	created?: string;
	totalCount?: number;
	completedCount?: number;
}

/** Whether the body of an answer, or an entry of a list, is a batch: an object with a `batchId`. */
export const isBatch = (body: unknown) => isRecord(body) && typeof body.batchId === 'string';

/** Requests to the batches of one agent. Every method throws ApiError. */
export class BatchApi {
	private readonly path: string;

	constructor(
		private readonly api: UltravoxApi,
		agentId: string,
	) {
		this.path = `/api/agents/${agentId}/scheduled_batches`;
	}

	/** Schedules calls. A POST: sent again only where the service says that it did nothing. */
	async create(body: IDataObject): Promise<Batch> {
		return await this.one({ method: 'POST', path: this.path, body });
	}

	/** GET of one batch. */
	async get(batchId: string): Promise<Batch> {
		return await this.one({ method: 'GET', path: this.pathOf(batchId) });
	}

	/** PATCH of one batch. @param body only what is to change; null takes a value away */
	async change(batchId: string, body: IDataObject): Promise<Batch> {
		return await this.one({ method: 'PATCH', path: this.pathOf(batchId), body });
	}

	/** DELETE of one batch; its calls that have not begun are not made. */
	async remove(batchId: string): Promise<void> {
		await this.api.send({ method: 'DELETE', path: this.pathOf(batchId), answer: 'none' });
	}

	/**
	 * Lists the agent's batches, page by page.
	 *
	 * @param limit how many at most; Infinity for all
	 * @param show makes what is kept of each, here and in the other lists
	 */
	async list<Shown = Batch>(limit: number, show?: (batch: Batch) => Shown): Promise<Shown[]> {
		return await allPages(this.api, this.path, {}, limit, show);
	}

	/**
	 * Lists the rows of a batch, whether called yet or not.
	 *
	 * @param limit how many at most; Infinity for all
	 * @param status leaves only the rows in this state of the API's, e.g. `PENDING`
	 */
	async scheduledCalls<Shown = IDataObject>(
		batchId: string,
		limit: number,
		{ status, show }: { status?: string; show?: (row: IDataObject) => Shown } = {},
	): Promise<Shown[]> {
		const path = `${this.pathOf(batchId)}/scheduled_calls`;
		return await allPages(this.api, path, { status }, limit, show);
	}

	/**
	 * Lists the calls that were made of a batch so far.
	 *
	 * @param limit how many at most; Infinity for all
	 */
	async createdCalls<Shown>(
		batchId: string,
		limit: number,
		show: (call: IDataObject) => Shown,
	): Promise<Shown[]> {
		return await allPages(this.api, `${this.pathOf(batchId)}/created_calls`, {}, limit, show);
	}

	private pathOf(batchId: string): string {
		return `${this.path}/${batchId}`;
	}

	private async one(request: ApiRequest): Promise<Batch> {
		return (await this.api.send({ ...request, isExpected: isBatch })) as Batch;
	}
}
