import type { IWebhookFunctions } from 'n8n-workflow';
import { wait } from '../util/wait';

/** Express's response, as far as it matters here. */
export interface HttpResponse {
	statusCode: number;
	readonly closed: boolean;
	getHeader(name: string): unknown;
	setHeader(name: string, value: unknown): this;
	setHeaders(headers: unknown): this;
	end(content: string): this;
	json(body?: unknown): this;
	send(body?: unknown): this;
}

/** What whoever asked is told. */
export interface HttpAnswer {
	status: number;
	headers: Record<string, string>;
	body: string;
}

/** How the answer to one request is to be. */
export interface InTime {
	/** Milliseconds until the fallback is the answer. */
	withinMs: number;
	/** The answer when the workflow has none in time. */
	fallback: HttpAnswer;
	/** Makes the answer of what n8n is about to send; undefined where that is no answer of the workflow. */
	read(response: HttpResponse, body: unknown): HttpAnswer | undefined;
	/** Whether the fallback is of no use any more once nobody waits. */
	endsWithRequest?: boolean;
}

/**
 * Sees to it that whoever asked gets an answer that is of use, in time, whatever becomes of the workflow. n8n answers
 * when the workflow ends; where that is a failure, is nothing, or comes too late, the fallback is sent instead. What n8n
 * keeps of the execution is not touched.
 *
 * n8n has no hook for it, so the methods by which it answers are replaced for this one response.
 *
 * @returns what was answered; does not come where nobody waits any more and `endsWithRequest`
 */
export async function answerInTime(fns: IWebhookFunctions, plan: InTime): Promise<HttpAnswer> {
	const response = responseOf(fns);
	return await new Promise((resolve) => {
		let isAnswered = false;
		const settle = (answer: HttpAnswer) => {
			if (isAnswered) return;
			isAnswered = true;
			writeAnswer(fns, answer);
			resolve(answer);
		};
		const take = (body?: unknown) => {
			settle(plan.read(response, body) ?? plan.fallback);
			return response;
		};
		response.json = take;
		response.send = take;
		const isOver = () => isAnswered || (plan.endsWithRequest === true && response.closed);
		void wait(plan.withinMs, undefined, isOver).then(() => {
			if (!isOver()) settle(plan.fallback);
		});
	});
}

/** Answers at once. */
export function writeAnswer(fns: IWebhookFunctions, { status, headers, body }: HttpAnswer): void {
	const response = responseOf(fns);
	response.statusCode = status;
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	response.end(body);
	// n8n may still come with its own answer, and would throw when it sets the headers for it.
	const ignore = () => response;
	Object.assign(response, { setHeader: ignore, setHeaders: ignore, json: ignore, send: ignore });
}

function responseOf(fns: IWebhookFunctions): HttpResponse {
	return fns.getResponseObject() as unknown as HttpResponse;
}
