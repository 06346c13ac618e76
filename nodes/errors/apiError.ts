import type { IHttpRequestMethods } from 'n8n-workflow';

/** Maps a field of the API (dot path, e.g. `medium.twilio.outgoing.to`) to its label in the editor. */
export type FieldLabels = Readonly<Record<string, string>>;

/** A message for the user: what happened, and what to do next. */
export interface Wording {
	message: string;
	description: string;
}

/** One thing the API said, and about which field (empty path: about the request as a whole). */
export interface FieldMessage {
	/** Dot path in the API's terms, list positions as numbers: `calls.1.medium`. */
	path: string;
	text: string;
}

/**
 * Why a request did not work out.
 * - `status`: the API answered with a status that is no success
 * - `endless`: a list that comes to no end
 * - `content`: a file that is not what was asked for; `detail` says why
 * - `redirect`: answered with a redirect, which is never followed
 * - `elsewhere`: a list whose next page is at another address, which is never asked
 * - `foreign`: a success whose body is not what the API answers
 * - `empty`: a success without the body that is due
 * - `storage`: where the API keeps a file, it was not handed over; without a status: its address is not safe to follow
 * - `unreachable`: no answer
 * - `timeout`: no answer in time
 * - `cancelled`: the execution was stopped
 */
export type ApiErrorKind =
	| 'status'
	| 'endless'
	| 'content'
	| 'redirect'
	| 'foreignNextPage'
	| 'unexpectedBody'
	| 'emptyBody'
	| 'storage'
	| 'unreachable'
	| 'timeout'
	| 'cancelled';

export interface ApiErrorFacts {
	kind: ApiErrorKind;
	method: IHttpRequestMethods;
	path: string;
	/** Host the request went to. */
	host: string;
	/** Name of the service, where it is not Ultravox. */
	service?: string;
	status?: number;
	messages?: FieldMessage[];
	/** Error code of the network layer, e.g. `ECONNREFUSED`. */
	code?: string;
	/** What is wrong with a file, as a part of a sentence. */
	detail?: string;
	/** Whether it only reads, or makes what is of no use by itself. By default, with GET. */
	changesNothing?: boolean;
	/** Tries made. */
	tries: number;
	/** Seconds that the API asked to wait. */
	retryAfterSeconds?: number;
	/** The time limit in milliseconds. */
	timeoutMs?: number;
	/** Sentences of the operation that say more about this very failure than the general ones. */
	operationWording?: Wording;
}

/** Codes of a network, or of n8n's own rules, that did not let the request out. */
const NEVER_LEFT =
	/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT|TLS|SELF_SIGNED|UNABLE_TO|BLOCKED/;

/**
 * Statuses with which a service refuses a request before it does anything. Not among them: redirects (a creation may
 * answer with one), 408 and 499 (somebody gave up waiting), 409 (what is there may come from this very request, sent
 * twice by something in between), and those that nobody has thought of.
 */
const REFUSED = new Set([
	400, 401, 402, 403, 404, 405, 410, 413, 414, 415, 422, 425, 428, 429, 431,
]);

/** Statuses of a service, or of something in between, that is too busy or gave up waiting. */
const PASSING = new Set([408, 429, 499]);

/**
 * Whether a request that failed in this way is sure to have done nothing at Ultravox.
 *
 * @param facts status or network code, method and the rest of what is known of the failure
 */
export function isHarmless(facts: ApiErrorFacts): boolean {
	const { kind, status = 0, code = '', retryAfterSeconds } = facts;
	if (kind === 'status') {
		return REFUSED.has(status) || (status === 503 && retryAfterSeconds !== undefined);
	}
	return kind === 'unreachable' && NEVER_LEFT.test(code);
}

/** A request that failed for good. Holds no secret and no raw body; put into words by messages.ts. */
export class ApiError extends Error {
	constructor(readonly facts: ApiErrorFacts) {
		super(
			`${facts.method} ${facts.path}: ${facts.kind} ${facts.status ?? facts.code ?? ''}`.trim(),
		);
		this.name = 'ApiError';
	}

	/** Whether the API answered with one of these HTTP statuses. */
	hasStatus(...statuses: number[]): boolean {
		return this.facts.kind === 'status' && statuses.includes(this.facts.status ?? 0);
	}

	/** Whether the same request may well be answered a little later. */
	get isPassing(): boolean {
		const { kind, status = 0 } = this.facts;
		if (kind === 'status') return status >= 500 || PASSING.has(status);
		return kind === 'timeout' || kind === 'unreachable';
	}

	/** Whether nobody knows if the service did what it was asked to do. */
	get outcomeUnknown(): boolean {
		return !this.wasNotApplied;
	}

	/**
	 * Whether it is sure that the service did nothing: it said so, or the request never got there. For requests that must
	 * not be repeated blindly. Whatever is not known to be harmless is not.
	 */
	get wasNotApplied(): boolean {
		return isHarmless(this.facts);
	}

	/** Whether the service refused what the request asks for, not who asks, when, or about what. */
	get isAboutContent(): boolean {
		return this.hasStatus(400, 409, 413, 422);
	}

	/**
	 * Makes the same failure with an operation's own message and description.
	 *
	 * @returns a new error with the same facts
	 */
	worded(operationWording: Wording): ApiError {
		return new ApiError({ ...this.facts, operationWording });
	}

	/** Whether the API's answer has a message about this field, or about something inside it. @param field the API's name */
	names(field: string): boolean {
		return (this.facts.messages ?? []).some(
			({ path, text }) => path.split('.').includes(field) || text.includes(field),
		);
	}
}

/** Whether the service says that there is no such thing, status 404. `false` says nothing about the kind of the error. */
export function isNotFound(error: unknown): error is ApiError {
	return error instanceof ApiError && error.hasStatus(404);
}
