import type { IExecuteFunctions, IHttpRequestMethods, INodeProperties } from 'n8n-workflow';
import { isRecord } from '../util/guards';
import { toResult } from '../util/result';
import { definitionOf, type Tool } from './toolApi';

/** Entry for the Options of Get Many. */
export const checkWorkflowsOption: INodeProperties = {
	displayName: 'Check Workflows',
	name: 'checkWorkflows',
	type: 'boolean',
	default: true,
	description:
		'Whether to find out which tools belong to a workflow of this n8n that is not published any more, or has been deleted. Adds workflowStatus: published, notPublished, or nothing for tools that are elsewhere. Starts no workflow.',
};

/** Whether the workflow that a tool calls is there; null for tools that are elsewhere, or where nobody knows. */
export type WorkflowStatus = 'published' | 'notPublished' | null;

const AT_ONCE = 5;
const TIMEOUT_MS = 5_000;

/**
 * Finds out whether the workflows that tools call are published. n8n answers the question of a browser, which methods an
 * address takes, without starting anything, and says none where there is no published workflow (2.41.1, 1.123.81).
 */
export class WorkflowCheck {
	/** Where this n8n is for others, e.g. `https://n8n.example.com/`. */
	private readonly base: string | undefined;

	private readonly known = new Map<string, Promise<string[] | undefined>>();

	/**
	 * @param fns n8n's functions for this execution
	 * @param itemIndex zero-based index of the item
	 * @param signal no more is asked when it is aborted
	 */
	constructor(
		private readonly fns: IExecuteFunctions,
		itemIndex: number,
		private readonly signal: AbortSignal | undefined,
	) {
		const resumeUrl: unknown = fns.evaluateExpression('{{ $execution.resumeUrl }}', itemIndex);
		this.base = typeof resumeUrl === 'string' ? baseOf(resumeUrl) : undefined;
	}

	/** @returns the status of each tool, in their order */
	async statesOf(tools: Tool[]): Promise<WorkflowStatus[]> {
		const states: WorkflowStatus[] = new Array<WorkflowStatus>(tools.length).fill(null);
		let next = 0;
		const work = async () => {
			while (next < tools.length && !this.signal?.aborted) {
				const index = next++;
				states[index] = await this.statusOf(tools[index]);
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, work));
		return states;
	}

	private async statusOf(tool: Tool): Promise<WorkflowStatus> {
		const { http } = definitionOf(tool);
		const { baseUrlPattern: url, httpMethod: method }: Record<string, unknown> = isRecord(http)
			? http
			: {};
		if (this.base === undefined || typeof url !== 'string' || !url.startsWith(this.base)) {
			return null;
		}
		const asked = this.known.get(url) ?? this.methodsOf(url);
		this.known.set(url, asked);
		const methods = await asked;
		if (methods === undefined) return null;
		return methods.includes(String(method).toUpperCase()) ? 'published' : 'notPublished';
	}

	/** The methods that an address takes; undefined where it does not say. */
	private async methodsOf(url: string): Promise<string[] | undefined> {
		const answer = await toResult(
			this.fns.helpers.httpRequest({
				method: 'OPTIONS' as IHttpRequestMethods,
				url,
				headers: { Origin: new URL(url).origin },
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
				timeout: TIMEOUT_MS,
			}),
		);
		const headers = 'value' in answer && isRecord(answer.value) ? answer.value.headers : undefined;
		const allowed = isRecord(headers) ? headers['access-control-allow-methods'] : undefined;
		if (typeof allowed !== 'string') return undefined;
		return allowed.split(',').map((name) => name.trim().toUpperCase());
	}
}

/** `https://n8n.example.com/webhook-waiting/1?signature=x` → `https://n8n.example.com/` */
function baseOf(resumeUrl: string): string | undefined {
	return URL.canParse(resumeUrl) ? new URL('..', resumeUrl).href : undefined;
}
