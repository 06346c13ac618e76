import { request } from 'undici';
import { isLoopback } from '../webhooks/post';
import type { Context } from '../server/context';
import type { ToolRequest } from './request';
import type { ToolAnswer } from './store';

/**
 * Calls a tool, for as long as it may take.
 *
 * @param limit milliseconds
 */
export async function sendToTool(
	{ switches }: Context,
	{ method, url: registered, headers, body }: ToolRequest,
	limit: number,
): Promise<ToolAnswer> {
	const { pathname, search } = registered;
	const url = switches.webhookOrigin
		? new URL(pathname + search, switches.webhookOrigin)
		: registered;
	if (!isLoopback(url)) return noAnswer('The address is not of this machine.');
	try {
		const answer = await request(url, {
			method: method as 'POST',
			headers,
			body,
			signal: AbortSignal.timeout(limit),
		});
		const text = await answer.body.text();
		const entries = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
		return {
			status: answer.statusCode,
			headers: Object.fromEntries(entries) as Record<string, string>,
			body: text,
		};
	} catch (error) {
		const { name, message } = error as Error;
		return noAnswer(name === 'TimeoutError' ? `No answer within ${limit / 1000}s.` : message);
	}
}

const noAnswer = (reason: string): ToolAnswer => ({ status: 0, headers: {}, body: '', reason });
