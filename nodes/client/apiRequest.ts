import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import type { QueryValue } from './serialize';

/** A request to the API. */
export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Path under the Base URL, beginning with `/api/`; parts that come from users already URL-encoded. */
	path: string;
	/** Undefined values are left out; a list repeats its name, as the API wants it. */
	query?: Record<string, QueryValue>;
	body?: IDataObject;
	/** Whether sending it twice does no harm. By default everything but POST. */
	idempotent?: boolean;
	/** For a POST that only reads, or makes what is of no use by itself: it may be sent twice, and nobody has to look it up. */
	changesNothing?: boolean;
	/** Whether a limit of its own holds for it, so that a 429 of it says nothing about other requests. */
	hasOwnLimit?: boolean;
	/** `none` for answers without a body. Otherwise the body is checked. */
	answer?: 'none';
	/** Whether the body of a success is what the API answers here. By default any JSON object or list. */
	isExpected?: (body: unknown) => boolean;
	/** Is told the text of a success before it is parsed, for what parsing loses: digits of long numbers. */
	onText?: (text: string) => void;
	/** For what nobody waits for: sent once, whatever comes of it, and ended when this is aborted. */
	giveUp?: AbortSignal;
}
