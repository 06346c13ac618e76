import { request } from 'undici';
import type { Dispatcher } from 'undici';
import type { Sandbox } from '../../../sandbox';

/** An answer of the sandbox; `body` is undefined when it is no JSON. */
export interface Answer {
	status: number;
	body: unknown;
	text: string;
	headers: Dispatcher.ResponseData['headers'];
}

export type Call = (
	method: string,
	path: string,
	body?: unknown,
	headers?: Record<string, string>,
	options?: { headersTimeout?: number },
) => Promise<Answer>;

/** A client with the valid key. A string as body goes out as it is. */
export function caller(sandbox: Sandbox): Call {
	return async (method, path, body, headers = {}, options = {}) => {
		const answer = await request(sandbox.url + path, {
			...options,
			method: method as Dispatcher.HttpMethod,
			headers: {
				'x-api-key': sandbox.apiKey,
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
				...headers,
			},
			body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
		});
		const text = await answer.body.text();
		return { status: answer.statusCode, body: parsed(text), text, headers: answer.headers };
	};
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
