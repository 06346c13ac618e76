import type { IDataObject } from 'n8n-workflow';
import type { UltravoxApi } from '../client/ultravoxApi';
import { secretsOf } from '../selectedTools/entry';
import { roundedNumbers, type RoundedNumber } from '../util/exactNumbers';
import { isRecord } from '../util/guards';

/** Where the agents of the account are. */
export const AGENTS = '/api/agents';

/** An agent as the API returns it. */
export interface Agent extends IDataObject {
	agentId: string;
	/** Absent or null for an agent that has only a name. */
	callTemplate?: IDataObject | null;
}

/** Path of an agent; names it for `inTurn` as well. IDs are UUIDs, so they need no encoding. */
export const pathOf = (agentId: string) => `${AGENTS}/${agentId}`;

const isAgent = (answer: unknown) => isRecord(answer) && typeof answer.agentId === 'string';

/** The requests to single agents. */
export class AgentApi {
	constructor(private readonly api: UltravoxApi) {}

	/** GET of one agent. @throws ApiError */
	async get(agentId: string): Promise<Agent> {
		return await this.send('GET', pathOf(agentId));
	}

	/**
	 * Reads an agent that is to be written back.
	 *
	 * @returns the agent, and which of its numbers have lost digits
	 * @throws ApiError
	 */
	async read(agentId: string): Promise<{ agent: Agent; rounded: RoundedNumber[] }> {
		let rounded: RoundedNumber[] = [];
		const agent = await this.send('GET', `${AGENTS}/${agentId}`, undefined, (text) => {
			rounded = roundedNumbers(text);
		});
		return { agent, rounded };
	}

	/** POST of an agent. @param body under the API's names @throws ApiError */
	async create(body: IDataObject): Promise<Agent> {
		return await this.send('POST', AGENTS, body);
	}

	/** PATCH of one agent. @param body only what is to change @throws ApiError */
	async change(agentId: string, body: IDataObject): Promise<Agent> {
		return await this.send('PATCH', pathOf(agentId), body);
	}

	/** DELETE of one agent. @throws ApiError */
	async remove(agentId: string): Promise<void> {
		await this.api.send({ method: 'DELETE', path: pathOf(agentId), answer: 'none' });
	}

	private async send(
		method: 'GET' | 'POST' | 'PATCH',
		path: string,
		body?: IDataObject,
		onText?: (text: string) => void,
	): Promise<Agent> {
		const template = isRecord(body?.callTemplate) ? body.callTemplate : {};
		const { sharedSecrets, selectedTools } = template;
		if (Array.isArray(sharedSecrets)) this.api.keepSecret(...(sharedSecrets as unknown[]));
		this.api.keepSecret(...secretsOf(selectedTools));
		const request = {
			method,
			path,
			isExpected: isAgent,
			...(body ? { body } : {}),
			...(onText ? { onText } : {}),
		};
		return (await this.api.send(request)) as Agent;
	}
}
