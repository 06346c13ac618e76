import { IncomingMessage, ServerResponse, type IncomingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';

/** A request as it comes over the wire. */
export interface RawRequest {
	/** Default POST. */
	method?: string;
	/** Names in any case. `content-type` is `application/json` if it is not given. */
	headers?: Record<string, string>;
	/** Sent byte for byte. */
	body?: string | Buffer;
	query?: Record<string, string>;
	/** The path that was called, where a proxy has not left it as it was; by default that of the webhook. */
	path?: string;
}

export interface RawAnswer {
	status: number;
	headers: Record<string, string>;
	body: string;
}

/** Express's request, as far as n8n fills it in before a node sees it. */
export class ReceivedRequest extends IncomingMessage {
	readonly rawBody: Buffer;
	readonly params = {};
	readonly query: Record<string, string>;
	readonly contentType: string;
	readonly originalUrl: string;
	body: unknown = {};

	constructor({ method = 'POST', headers = {}, body = '', query = {}, path = '/' }: RawRequest) {
		super(new Socket());
		this.method = method;
		this.rawBody = Buffer.isBuffer(body) ? body : Buffer.from(body, 'utf8');
		this.query = query;
		const search = new URLSearchParams(query).toString();
		this.originalUrl = search === '' ? path : `${path}?${search}`;
		const sent: IncomingHttpHeaders = { 'content-type': 'application/json' };
		for (const [name, value] of Object.entries(headers)) sent[name.toLowerCase()] = value;
		sent['content-length'] = String(this.rawBody.length);
		this.headers = sent;
		this.contentType = (sent['content-type'] ?? '').split(';')[0].trim().toLowerCase();
	}

	async readRawBody(): Promise<void> {}

	/**
	 * Does what n8n does before the node is called.
	 *
	 * @throws SyntaxError when the body says that it is JSON and is not
	 */
	parseBody(): void {
		if (this.rawBody.length === 0) return;
		const text = this.rawBody.toString('utf8').replace(/^\uFEFF/, '');
		if (this.contentType === 'application/json') this.body = JSON.parse(text);
		if (this.contentType === 'text/plain') this.body = text;
		if (this.contentType === 'application/x-www-form-urlencoded') {
			this.body = Object.fromEntries(new URLSearchParams(text));
		}
	}
}

/** Express's response, as far as nodes use it; keeps what is written to it. */
export class RecordedResponse extends ServerResponse {
	readonly locals = {};
	private readonly chunks: Buffer[] = [];

	status(code: number): this {
		this.statusCode = code;
		return this;
	}

	set(name: string | Record<string, string>, value = ''): this {
		const headers = typeof name === 'string' ? { [name]: value } : name;
		for (const [header, content] of Object.entries(headers)) this.setHeader(header, content);
		return this;
	}

	header(name: string | Record<string, string>, value?: string): this {
		return this.set(name, value);
	}

	json(value: unknown): this {
		if (!this.hasHeader('content-type'))
			this.set('content-type', 'application/json; charset=utf-8');
		return this.end(JSON.stringify(value));
	}

	send(value?: unknown): this {
		if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value)) {
			return this.json(value);
		}
		return this.end(value);
	}

	sendStatus(code: number): this {
		return this.status(code).send(String(code));
	}

	override write(chunk: unknown): boolean {
		this.keep(chunk);
		return true;
	}

	override end(chunk?: unknown): this {
		this.keep(chunk);
		return super.end();
	}

	answer(): RawAnswer {
		const headers = Object.entries(this.getHeaders()).map(([name, value]) => [name, String(value)]);
		return {
			status: this.statusCode,
			headers: Object.fromEntries(headers) as Record<string, string>,
			body: Buffer.concat(this.chunks).toString('utf8'),
		};
	}

	private keep(chunk: unknown): void {
		if (Buffer.isBuffer(chunk)) this.chunks.push(chunk);
		else if (chunk !== undefined && typeof chunk !== 'function') {
			this.chunks.push(Buffer.from(String(chunk), 'utf8'));
		}
	}
}
