import type { ApiError, ApiErrorFacts } from '../errors/apiError';
import type { ApiRequest } from './apiRequest';
import { fieldMessages, isWebPage } from './errorBody';
import { retryAfterMs } from './retry';
import { isDeeperThan, readBody } from './serialize';

/** An answer as it arrived; its body is not parsed, or is an open stream. */
export interface HttpAnswer {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	body: unknown;
}

/** What a try came to. */
export type Outcome<T> = { body: T } | ApiError | { error: unknown };

/** Makes the failure of a try from what is special about it. */
export type MakeError = (facts: Pick<ApiErrorFacts, 'kind'> & Partial<ApiErrorFacts>) => ApiError;

/** Levels of an answer. The API's have about ten, with what users put into them some more. */
const DEEPEST = 200;

/**
 * Judges an answer by its status and its body.
 *
 * @param request what was asked for
 * @param secrets never repeated in the failure
 * @returns the parsed body of a success; undefined where `answer` is `none`
 */
export function toOutcome(
	request: ApiRequest,
	{ status, headers, body }: HttpAnswer,
	secrets: Iterable<string>,
	fail: MakeError,
): { body: unknown } | ApiError {
	if (status >= 300 && status < 400) return fail({ kind: 'redirect', status });
	if (status < 200 || status >= 300) {
		const said = readBody(body);
		// Taken for "there is none yet", the page of another server would be answered with the provider's account.
		if ([404, 405].includes(status) && isWebPage(said))
			return fail({ kind: 'unexpectedBody', status });
		const header = headers['retry-after'];
		const wait = retryAfterMs(Array.isArray(header) ? header[0] : header, Date.now());
		return fail({
			kind: 'status',
			status,
			messages: fieldMessages(said, secrets),
			...(wait === undefined ? {} : { retryAfterSeconds: Math.ceil(wait / 1000) }),
		});
	}
	const parsed = readBody(body);
	if (request.onText && typeof body === 'string' && typeof parsed === 'object') {
		request.onText(body);
	}
	if (request.answer === 'none') {
		// A web page where nothing is due comes from another server.
		const page = typeof parsed === 'string' && parsed !== '';
		return page ? fail({ kind: 'unexpectedBody', status }) : { body: undefined };
	}
	if (parsed === '' || parsed === undefined) return fail({ kind: 'emptyBody', status });
	// n8n could not store it.
	if (isDeeperThan(parsed, DEEPEST)) return fail({ kind: 'unexpectedBody', status });
	const expected = request.isExpected ?? ((value) => typeof value === 'object');
	return expected(parsed) ? { body: parsed } : fail({ kind: 'unexpectedBody', status });
}
