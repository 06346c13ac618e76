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

/** Whether an answer, or an entry of a list, is a batch. */
export const isBatch = (body: unknown) => isRecord(body) && typeof body.batchId === 'string';

/** The batches of one agent. Every method throws ApiError. */
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

	async get(batchId: string): Promise<Batch> {
		return await this.one({ method: 'GET', path: this.pathOf(batchId) });
	}

	async change(batchId: string, body: IDataObject): Promise<Batch> {
		return await this.one({ method: 'PATCH', path: this.pathOf(batchId), body });
	}

	async remove(batchId: string): Promise<void> {
		await this.api.send({ method: 'DELETE', path: this.pathOf(batchId), answer: 'none' });
	}

	/**
	 * @param limit how many at most; Infinity for all
	 * @param show makes what is kept of each, here and in the other lists
	 */
	async list<Shown = Batch>(limit: number, show?: (batch: Batch) => Shown): Promise<Shown[]> {
		return await allPages(this.api, this.path, {}, limit, show);
	}

	/** The rows of a batch, whether called yet or not. `status` leaves only those in that state. */
	async scheduledCalls<Shown = IDataObject>(
		batchId: string,
		limit: number,
		{ status, show }: { status?: string; show?: (row: IDataObject) => Shown } = {},
	): Promise<Shown[]> {
		const path = `${this.pathOf(batchId)}/scheduled_calls`;
		return await allPages(this.api, path, { status }, limit, show);
	}

	/** The calls that were made of a batch so far. */
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
