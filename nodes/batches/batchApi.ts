import type { IDataObject } from 'n8n-workflow';
import { allPages } from '../client/pagination';
import type { ApiRequest, UltravoxApi } from '../client/ultravoxApi';
import { isRecord } from '../util/guards';

/** A batch as the API answers it. */
export interface Batch extends IDataObject {
	batchId: string;
	created?: string;
	totalCount?: number;
	completedCount?: number;
}

const isBatch = (body: unknown) => isRecord(body) && typeof body.batchId === 'string';

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

	/** @param limit how many at most; Infinity for all */
	async list(limit: number): Promise<Batch[]> {
		return await allPages<Batch>(this.api, this.path, {}, limit);
	}

	/** The rows of a batch, whether called yet or not. `status` leaves only those in that state. */
	async scheduledCalls(batchId: string, limit: number, status?: string): Promise<IDataObject[]> {
		return await allPages(this.api, `${this.pathOf(batchId)}/scheduled_calls`, { status }, limit);
	}

	/** The calls that were made of a batch so far. */
	async createdCalls(batchId: string, limit: number): Promise<IDataObject[]> {
		return await allPages(this.api, `${this.pathOf(batchId)}/created_calls`, {}, limit);
	}

	private pathOf(batchId: string): string {
		return `${this.path}/${batchId}`;
	}

	private async one(request: ApiRequest): Promise<Batch> {
		return (await this.api.send({ ...request, isExpected: isBatch })) as Batch;
	}
}
