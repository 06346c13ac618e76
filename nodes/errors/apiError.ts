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
	| 'redirect'
	| 'elsewhere'
	| 'foreign'
	| 'empty'
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
	status?: number;
	messages?: FieldMessage[];
	/** Error code of the network layer, e.g. `ECONNREFUSED`. */
	code?: string;
	/** Tries made. */
	tries: number;
	/** Seconds that the API asked to wait. */
	retryAfterSeconds?: number;
	/** The time limit in milliseconds. */
	timeoutMs?: number;
	/** Sentences of the operation that say more about this very failure than the general ones. */
	own?: Wording;
}

/** Codes of a network that did not let the request out. */
const NEVER_LEFT =
	/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT|TLS|SELF_SIGNED|UNABLE_TO/;

/** A request that failed for good. Holds no secret and no raw body; put into words by messages.ts. */
export class ApiError extends Error {
	constructor(readonly facts: ApiErrorFacts) {
		super(
			`${facts.method} ${facts.path}: ${facts.kind} ${facts.status ?? facts.code ?? ''}`.trim(),
		);
		this.name = 'ApiError';
	}

	/** Whether the API answered with this status. */
	hasStatus(...statuses: number[]): boolean {
		return this.facts.kind === 'status' && statuses.includes(this.facts.status ?? 0);
	}

	/** Whether nobody knows if the service did what it was asked to do. */
	get outcomeUnknown(): boolean {
		const { kind, status } = this.facts;
		return (
			kind === 'timeout' || kind === 'unreachable' || (kind === 'status' && (status ?? 0) >= 500)
		);
	}

	/**
	 * Whether it is sure that the service did nothing: it said so, or the request never got there. For requests that must
	 * not be repeated blindly.
	 */
	get wasNotApplied(): boolean {
		const { kind, status = 0, code = '', retryAfterSeconds } = this.facts;
		switch (kind) {
			case 'status':
				return status < 500 || (status === 503 && retryAfterSeconds !== undefined);
			case 'redirect':
				return true;
			default:
				return kind === 'unreachable' && NEVER_LEFT.test(code);
		}
	}

	/** The same failure with sentences of the operation's own. */
	worded(own: Wording): ApiError {
		return new ApiError({ ...this.facts, own });
	}

	/** Whether the API's answer names this field. */
	names(field: string): boolean {
		return (this.facts.messages ?? []).some(
			({ path, text }) => path.split('.').includes(field) || text.includes(field),
		);
	}
}
