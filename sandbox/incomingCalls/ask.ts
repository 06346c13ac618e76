import { request } from 'undici';
import type { Context } from '../server/context';
import { isLoopback } from '../webhooks/post';

/** A request as it goes out. */
export interface SentRequest {
	method: 'GET' | 'POST';
	url: string;
	headers: Record<string, string>;
	body: string;
}

/** What came of it. */
export interface Answer {
	/** 0 where there was none. */
	status: number;
	/** Of the content, in lower case, without parameters. */
	type: string;
	body: string;
	/** Why there was no answer. */
	reason?: string;
	milliseconds: number;
}

/**
 * Asks an address what to do with a call.
 *
 * @param limitMs how long the provider waits
 */
export async function ask(
	{ switches }: Context,
	{ method, url, headers, body }: SentRequest,
	limitMs: number,
): Promise<Answer> {
	const begun = performance.now();
	const none = (reason: string): Answer => ({
		status: 0,
		type: '',
		body: '',
		reason,
		milliseconds: performance.now() - begun,
	});
	// An address of this machine is one; a public one is stood in for.
	const registered = new URL(url);
	const { webhookOrigin } = switches;
	const isHere = isLoopback(registered);
	if (!isHere && webhookOrigin === null) return none('The address is not of this machine.');
	const target = isHere
		? registered
		: new URL(registered.pathname + registered.search, webhookOrigin ?? '');
	if (!isLoopback(target)) return none('The address is not of this machine.');
	try {
		const answer = await request(target, {
			method,
			headers: { ...headers, host: registered.host },
			...(method === 'POST' ? { body } : {}),
			signal: AbortSignal.timeout(limitMs),
		});
		const text = await answer.body.text();
		const [type] = String(answer.headers['content-type'] ?? '').split(';');
		return {
			status: answer.statusCode,
			type: type.trim().toLowerCase(),
			body: text,
			milliseconds: performance.now() - begun,
		};
	} catch (error) {
		const { name, message } = error as Error;
		return none(name === 'TimeoutError' ? `No answer within ${limitMs / 1000} seconds.` : message);
	}
}
