/** What a person does in the editor, over the REST interface that the editor itself uses. */
import { randomBytes, randomUUID } from 'node:crypto';
import { parse as parseFlatted } from 'flatted';
import { Agent, request } from 'undici';
import { waitFor } from './waitFor.mts';

export interface Owner {
	email: string;
	password: string;
}

export interface StoredCredential {
	id: string;
	name: string;
	type: string;
}

/** A workflow as exported by the editor; only these keys are used. */
export interface WorkflowFile {
	name: string;
	nodes: Array<Record<string, unknown> & { name: string; type: string }>;
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
	pinData?: Record<string, unknown>;
}

export interface StoredWorkflow extends WorkflowFile {
	id: string;
	versionId?: string;
	active: boolean;
}

/** What one node did in one execution. */
export interface NodeRun {
	executionStatus: string;
	error?: Record<string, unknown> & { message?: string; description?: string };
	data?: {
		main?: Array<Array<{
			json: Record<string, unknown>;
			pairedItem?: unknown;
			error?: unknown;
		}> | null>;
	};
}

export interface Execution {
	id: string;
	status: string;
	mode: string;
	/** The error that ended it. */
	error?: NodeRun['error'];
	/** Runs by node name. */
	runs: Record<string, NodeRun[]>;
	/** The whole answer of n8n's interface as text, to be searched for what must not be in it. */
	raw: string;
}

/** What the editor sends to fill a dropdown. */
export interface DynamicParameterRequest {
	methodName: string;
	/** Path of the parameter, e.g. `parameters.agentId`. */
	path: string;
	currentNodeParameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	nodeType?: string;
	filter?: string;
	paginationToken?: string;
}

export class HostClient {
	private readonly agent = new Agent();
	private readonly browserId = randomUUID();
	private cookie = '';

	constructor(private readonly url: string) {}

	/** Creates the owner of a fresh n8n with a random password, and is logged in as that owner. */
	async setUpOwner(owner: Owner = newOwner()): Promise<Owner> {
		await this.call('POST', '/owner/setup', { ...owner, firstName: 'Ada', lastName: 'Owner' });
		return owner;
	}

	/** 1.x calls the field `email`, later versions `emailOrLdapLoginId`; both ignore the other one. */
	async login({ email, password }: Owner): Promise<void> {
		await this.call('POST', '/login', { emailOrLdapLoginId: email, email, password });
	}

	async createCredential(credential: {
		name: string;
		type: string;
		data: Record<string, unknown>;
	}): Promise<StoredCredential> {
		return await this.call<StoredCredential>('POST', '/credentials', credential);
	}

	/** The credential's "Retry" button. */
	async testCredential({ id, name, type }: StoredCredential) {
		const stored = await this.call<{ data: Record<string, unknown> }>(
			'GET',
			`/credentials/${id}?includeData=true`,
		);
		return await this.call<{ status: 'OK' | 'Error'; message: string }>(
			'POST',
			'/credentials/test',
			{ credentials: { id, name, type, data: stored.data } },
		);
	}

	/** "Import from file": keeps nodes, connections, settings and pinned data. */
	async createWorkflow(file: WorkflowFile): Promise<StoredWorkflow> {
		const { name, nodes, connections, settings = {}, pinData } = file;
		const withIds = nodes.map((node) => ({ id: randomUUID(), ...node }));
		const body = {
			name,
			nodes: withIds,
			connections,
			settings,
			active: false,
			...(pinData && { pinData }),
		};
		return await this.call<StoredWorkflow>('POST', '/workflows', body);
	}

	async workflow(id: string): Promise<StoredWorkflow> {
		return await this.call<StoredWorkflow>('GET', `/workflows/${id}`);
	}

	async workflows(): Promise<Array<{ id: string; name: string }>> {
		return await this.call('GET', '/workflows');
	}

	/**
	 * Activates ("publishes") a workflow and waits until its triggers run.
	 * @throws with the trigger's message when one does not start.
	 */
	async activate(id: string): Promise<void> {
		const { versionId } = await this.workflow(id);
		const answer = await this.send('POST', `/workflows/${id}/activate`, { versionId });
		// Before publishing existed, activation was a field of the workflow.
		if (answer.status === 404)
			await this.call('PATCH', `/workflows/${id}`, { active: true, versionId });
		else if (answer.status >= 400) throw refused('POST', `/workflows/${id}/activate`, answer);
		await this.waitUntilPublished(id);
	}

	/** Saves changed nodes of an active workflow and publishes them. */
	async republish(id: string, nodes: StoredWorkflow['nodes']): Promise<void> {
		const { versionId, connections } = await this.workflow(id);
		await this.call('PATCH', `/workflows/${id}`, { nodes, connections, versionId });
		await this.activate(id);
	}

	async deactivate(id: string): Promise<void> {
		const answer = await this.send('POST', `/workflows/${id}/deactivate`, {});
		if (answer.status === 404) {
			const { versionId } = await this.workflow(id);
			await this.call('PATCH', `/workflows/${id}`, { active: false, versionId });
		} else if (answer.status >= 400) throw refused('POST', `/workflows/${id}/deactivate`, answer);
	}

	private async waitUntilPublished(id: string): Promise<void> {
		await waitFor('the triggers to start', async () => {
			const answer = await this.send('GET', `/workflows/${id}/publication-status`);
			// Not kept by this version or in this mode: there activation is done when its call returns.
			if (answer.status === 404) return (await this.workflow(id)).active;
			if (answer.status >= 400) throw refused('GET', `/workflows/${id}/publication-status`, answer);
			const { data } = JSON.parse(answer.text) as {
				data: { status: string; triggers: Array<{ status: string; errorMessage?: string }> };
			};
			const failed = data.triggers.find((trigger) => trigger.status === 'failed');
			if (failed) throw new Error(`The trigger did not start: ${failed.errorMessage}`);
			return data.status === 'published';
		});
	}

	/** "Execute workflow" from a trigger; waits for the end and returns the stored execution. */
	async run(workflow: StoredWorkflow, trigger?: string): Promise<Execution> {
		const { executionId } = await this.startRun(workflow, trigger);
		if (!executionId) throw new Error('n8n did not start an execution');
		return await this.finishedExecution(executionId);
	}

	/**
	 * Starts a manual run without waiting for its end.
	 * @returns no execution ID when n8n waits for the trigger's test event instead.
	 */
	async startRun(workflow: StoredWorkflow, trigger = triggerOf(workflow)) {
		const stored = await this.workflow(workflow.id);
		return await this.call<{ executionId?: string; waitingForWebhook?: boolean }>(
			'POST',
			`/workflows/${workflow.id}/run`,
			// 1.x runs what it is sent, later versions what is stored.
			{ workflowData: stored, triggerToStartFrom: { name: trigger } },
		);
	}

	async stopExecution(id: string): Promise<void> {
		await this.call('POST', `/executions/${id}/stop`, {});
	}

	async execution(id: string): Promise<Execution> {
		const { data, raw } = await this.callRaw<{
			id: string;
			status: string;
			mode: string;
			data: string;
		}>('GET', `/executions/${id}`);
		const { resultData } = parseFlatted(data.data) as {
			resultData?: { error?: NodeRun['error']; runData?: Record<string, NodeRun[]> };
		};
		return {
			id: String(data.id),
			status: data.status,
			mode: data.mode,
			error: resultData?.error,
			runs: resultData?.runData ?? {},
			raw,
		};
	}

	/** IDs of a workflow's executions that have ended, oldest first. */
	async endedExecutions(workflowId: string): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.call<{ results: Array<{ id: string; status: string }> }>(
			'GET',
			`/executions?filter=${filter}&limit=100`,
		);
		return results
			.filter(({ status }) => hasEnded(status))
			.map(({ id }) => String(id))
			.sort((a, b) => Number(a) - Number(b));
	}

	/** Waits until an execution has ended and is stored. */
	async finishedExecution(id: string): Promise<Execution> {
		return await waitFor(`execution ${id} to end`, async () => {
			const answer = await this.send('GET', `/executions/${id}`);
			if (answer.status === 404) return undefined;
			const { status } = (JSON.parse(answer.text) as { data: { status: string } }).data;
			return hasEnded(status) ? await this.execution(id) : undefined;
		});
	}

	/** Waits until a workflow's triggers have started, and n8n has ended, this many executions. */
	async untilExecuted(workflowId: string, count = 1): Promise<Execution[]> {
		const ids = await waitFor(`${count} executions of workflow ${workflowId}`, async () => {
			const ended = await this.endedExecutions(workflowId);
			return ended.length >= count ? ended : undefined;
		});
		return await Promise.all(ids.slice(0, count).map(async (id) => await this.execution(id)));
	}

	/** The entries of a dropdown filled by `loadOptionsMethod`. */
	async options(asked: DynamicParameterRequest) {
		return await this.call<Array<{ name: string; value: unknown; description?: string }>>(
			'POST',
			'/dynamic-node-parameters/options',
			dynamicParameters(asked),
		);
	}

	/** One page of a resource locator's searchable list. */
	async searchList(asked: DynamicParameterRequest) {
		return await this.call<{
			results: Array<{ name: string; value: unknown; url?: string }>;
			paginationToken?: string;
		}>('POST', '/dynamic-node-parameters/resource-locator-results', dynamicParameters(asked));
	}

	/**
	 * Any call of the editor's interface.
	 * @param path below `/rest`.
	 * @throws with n8n's answer for any status from 400 on.
	 */
	async call<T = unknown>(method: Method, path: string, body?: unknown): Promise<T> {
		return (await this.callRaw<T>(method, path, body)).data;
	}

	async close(): Promise<void> {
		await this.agent.close();
	}

	private async callRaw<T>(method: Method, path: string, body?: unknown) {
		const answer = await this.send(method, path, body);
		if (answer.status >= 400) throw refused(method, path, answer);
		const parsed = answer.text === '' ? undefined : (JSON.parse(answer.text) as { data: T });
		return { data: parsed?.data as T, raw: answer.text };
	}

	private async send(method: Method, path: string, body?: unknown): Promise<Answer> {
		const answer = await request(`${this.url}/rest${path}`, {
			method,
			dispatcher: this.agent,
			headers: {
				'content-type': 'application/json',
				'browser-id': this.browserId,
				'push-ref': this.browserId,
				...(this.cookie && { cookie: this.cookie }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await answer.body.text();
		const [cookie] = [answer.headers['set-cookie'] ?? []].flat();
		if (cookie?.startsWith('n8n-auth=')) this.cookie = cookie.split(';')[0];
		return { status: answer.statusCode, text };
	}
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

interface Answer {
	status: number;
	text: string;
}

function newOwner(): Owner {
	return { email: 'owner@example.com', password: `A1${randomBytes(12).toString('base64url')}` };
}

function refused(method: Method, path: string, { status, text }: Answer): Error {
	return new Error(`n8n answered ${method} ${path} with ${status}: ${text.slice(0, 500)}`);
}

/** The first node that can start the workflow. */
function triggerOf({ nodes }: WorkflowFile): string {
	const trigger = nodes.find(({ type }) => /trigger$|\.webhook$/i.test(type));
	if (!trigger) throw new Error('The workflow has no trigger');
	return trigger.name;
}

function hasEnded(status: string): boolean {
	return !['new', 'running', 'waiting', 'unknown'].includes(status);
}

function dynamicParameters({ nodeType, ...rest }: DynamicParameterRequest) {
	const name = nodeType ?? 'n8n-nodes-ultravox.ultravox';
	return { ...rest, nodeTypeAndVersion: { name, version: 1 } };
}
