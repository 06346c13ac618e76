import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { isRecord } from '../util/guards';
import { REACTION_HEADER, RESPONSE_TYPE_HEADER } from '../tools/answerHeaders';
import {
	answerInTime,
	writeAnswer,
	type HttpAnswer,
	type HttpResponse,
} from '../webhooks/answerInTime';
import type { AnswerMode } from './parameters';

/** What the agent is told. */
interface Answer {
	text: string;
	contentType: 'text/plain' | 'application/json';
	/** Overrides what the tool says of the agent's reaction. */
	reaction?: 'speaks';
}

/** How the answer to one use of the tool is to be. */
export interface AnswerPlan {
	mode: AnswerMode;
	/** What the agent is told when the workflow has no answer in time. */
	fallbackText: string;
	/** Milliseconds until then. */
	withinMs: number;
	/** What the workflow begins with. */
	output: IDataObject;
}

/** What n8n itself says where a workflow has ended without an answer; no workflow's own data. */
const WITHOUT_DATA = new Set([
	'Workflow executed successfully but no data was returned',
	'Workflow executed successfully but the last node did not return any data',
]);

/** Says something to the agent at once, without a workflow. */
export function answerNow(fns: IWebhookFunctions, text: string): void {
	writeAnswer(fns, toHttp(sentence(text)));
}

/**
 * Sees to it that the agent gets an answer that it can use, in time, whatever becomes of the workflow: an agent that
 * gets an HTTP status of 500, or none, talks about technical trouble.
 */
export function answerAgent(fns: IWebhookFunctions, plan: AnswerPlan): void {
	void answerInTime(fns, {
		withinMs: plan.withinMs,
		fallback: toHttp(sentence(plan.fallbackText)),
		read(response, body) {
			const answer = answerOf(plan, response, body);
			return answer && toHttp(answer);
		},
		endsWithRequest: true,
	});
}

/** What n8n is about to answer, as the agent is to have it; undefined where that is no answer of the workflow. */
function answerOf(
	{ mode, output }: AnswerPlan,
	response: HttpResponse,
	body: unknown,
): Answer | undefined {
	if (response.statusCode !== 200) return undefined;
	if (mode === 'onReceived') return undefined;
	// n8n 1 answers like this too when a workflow fails; only Tool: Respond sets the header.
	if (mode === 'responseNode' && !response.getHeader(RESPONSE_TYPE_HEADER)) return undefined;
	if (typeof body === 'string') return { text: body, contentType: 'text/plain' };
	if (body === undefined || body === null) return undefined;
	if (mode === 'lastNode' && isRecord(body)) {
		if (isHandedOn(body, output)) return undefined;
		const fields = Object.values(body).filter((value) => value !== undefined);
		// Such an item has nothing to say; a file is no answer either.
		if (fields.length === 0) return undefined;
		const only: unknown = fields.length === 1 ? fields[0] : undefined;
		if (only === body.error && isCaught(only)) return undefined;
		if (typeof only === 'string') {
			return WITHOUT_DATA.has(only) ? undefined : { text: only, contentType: 'text/plain' };
		}
	}
	return { text: JSON.stringify(body), contentType: 'application/json' };
}

/**
 * Whether a node has put a caught error into its item instead of stopping (On Error). It is no answer: a model has no use
 * for where in the code it came from. An object of a workflow's own, without name and stack of an error, is one; so is
 * any text, as n8n does not tell whether a node has caught it or the workflow has set it.
 */
function isCaught(error: unknown): boolean {
	if (error instanceof Error) return true;
	if (!isRecord(error) || typeof error.message !== 'string') return false;
	return typeof error.stack === 'string' || /Error$/.test(String(error.name));
}

/**
 * Whether something is the trigger's own output, which is no answer. n8n gives it where no node has made anything else,
 * also at once when a node waits so long that n8n sets the execution aside.
 */
function isHandedOn(body: Record<string, unknown>, { tool, call, ...rest }: IDataObject): boolean {
	const callId = isRecord(body.call) ? body.call.callId : undefined;
	return (
		body.tool === tool &&
		callId === (call as IDataObject).callId &&
		Object.keys(body).length === Object.keys(rest).length + 2 &&
		JSON.stringify(body.parameters) === JSON.stringify(rest.parameters)
	);
}

function sentence(text: string): Answer {
	return { text, contentType: 'text/plain', reaction: 'speaks' };
}

function toHttp({ text, contentType, reaction }: Answer): HttpAnswer {
	return {
		status: 200,
		headers: {
			'Content-Type': `${contentType}; charset=utf-8`,
			...(reaction ? { [REACTION_HEADER]: reaction } : {}),
		},
		body: text,
	};
}
