import type { FastifyReply, FastifyRequest } from 'fastify';
import { gzip } from './gzip.mts';
import type { LoggedRequest } from './log';
import { sleep } from './sleep.mts';

/** What an answer gets wrong about HTTP itself. */
export type ProtocolFault = 'header' | 'chunk' | 'gzip' | 'version' | 'length';

/** An answer that the sandbox gives instead of, or after, the real one. */
export interface Fault {
	method?: string;
	/** Exact path (without query) or a pattern for it. Without it every path. */
	path?: string | RegExp;
	/** Skip the first n matching requests. */
	after?: number;
	/** How many requests are hit, default 1. */
	times?: number;
	/** Default: 200 with a body, else 500. */
	status?: number;
	headers?: Record<string, string>;
	/** An object is sent as JSON, a string or a buffer as it is. */
	body?: unknown;
	/** Default: JSON; text/html for a string that starts with `<`. */
	contentType?: string;
	/** Wait before the answer; with nothing else set the answer is the real one. */
	delayMs?: number;
	/** Cut the connection with a TCP reset, before or in the middle of the answer. */
	reset?: 'before' | 'middle';
	/** Announce the whole length, send half, close. */
	truncated?: boolean;
	/** Half of the body, then nothing more; the connection stays open. */
	stalled?: boolean;
	/** Valid head, broken JSON. */
	malformed?: boolean;
	/** Send what breaks the rules of HTTP. */
	protocol?: ProtocolFault;
	/** Compress the body, asked for or not. */
	gzip?: boolean;
	/** Leave out the length of the body. */
	chunked?: boolean;
	/** Take the request and never answer. */
	never?: boolean;
	/** What happens elsewhere just before; with nothing else set the answer is the real one. */
	meanwhile?: () => void | Promise<void>;
	/** Let the request have its real effect first, then answer with the fault; with a delay only, with the real answer. */
	applyFirst?: boolean;
}

interface Armed {
	fault: Fault;
	skip: number;
	left: number;
}

/** An answer as it would have gone out. */
interface RealAnswer {
	status: number;
	body: string | Buffer;
	contentType: string;
}

export interface Faults {
	add(fault: Fault): void;
	clear(): void;
	/** The fault that hits this request, if any; counts it. */
	take(request: FastifyRequest): Fault | undefined;
}

export function createFaults(): Faults {
	let armed: Armed[] = [];
	return {
		add: (fault) => void armed.push({ fault, skip: fault.after ?? 0, left: fault.times ?? 1 }),
		clear: () => {
			armed = [];
		},
		take(request) {
			const path = request.url.split('?')[0];
			for (const candidate of armed) {
				const { fault } = candidate;
				if (candidate.left <= 0 || !matches(fault, request.method, path)) continue;
				if (candidate.skip > 0) {
					candidate.skip -= 1;
					continue;
				}
				candidate.left -= 1;
				return fault;
			}
			return undefined;
		},
	};
}

function matches(fault: Fault, method: string, path: string): boolean {
	if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false;
	if (fault.path === undefined) return true;
	if (typeof fault.path === 'string') return fault.path === path;
	return path.search(fault.path) !== -1;
}

/** Whether the fault does no more than wait: the real answer follows. */
export function isDelayOnly(fault: Fault): boolean {
	const { status, headers, body, reset, truncated, stalled, malformed, never } = fault;
	const { protocol, gzip, chunked } = fault;
	return [
		...[status, headers, body, reset, truncated, stalled, malformed, never],
		...[protocol, gzip, chunked],
	].every((value) => value === undefined);
}

function answerOf(fault: Fault, real?: RealAnswer): RealAnswer {
	if (fault.body !== undefined) {
		const isText = typeof fault.body === 'string' || Buffer.isBuffer(fault.body);
		const body = isText ? (fault.body as string | Buffer) : JSON.stringify(fault.body);
		const isPage = typeof fault.body === 'string' && fault.body.trimStart().startsWith('<');
		return {
			status: fault.status ?? 200,
			body,
			contentType: fault.contentType ?? (isPage ? 'text/html' : 'application/json'),
		};
	}
	const garbled =
		fault.truncated ||
		fault.stalled ||
		fault.malformed ||
		fault.protocol !== undefined ||
		fault.reset === 'middle';
	const status = fault.status ?? (garbled ? 200 : 500);
	const contentType = fault.contentType ?? 'application/json';
	if (real && garbled && fault.status === undefined) return { ...real, contentType };
	if (status === 204 || (status < 400 && !garbled)) return { status, body: '', contentType };
	return { status, body: JSON.stringify({ detail: 'Played by the sandbox.' }), contentType };
}

/**
 * Answers with the fault, past fastify.
 *
 * @param real the answer that the request would have got, if it was really carried out
 */
export async function play(
	fault: Fault,
	reply: FastifyReply,
	entry: LoggedRequest,
	real?: RealAnswer,
): Promise<void> {
	if (fault.delayMs) await sleep(fault.delayMs);
	const { raw } = reply;
	entry.status = null;
	if (fault.never || raw.destroyed) return;
	const socket = raw.socket;
	if (fault.reset === 'before') {
		socket?.resetAndDestroy();
		return;
	}
	const { status, body, contentType } = answerOf(fault, real);
	entry.status = status;
	if (fault.protocol) {
		socket?.end(againstTheRules(fault.protocol, { status, body, contentType }));
		return;
	}
	const plain = fault.malformed ? `${body.slice(0, Math.ceil(body.length / 2))},,` : body;
	const text = fault.gzip ? gzip(plain) : plain;
	const head: Record<string, string | number> = { ...fault.headers };
	if (text.length > 0) head['content-type'] = contentType;
	if (fault.gzip) head['content-encoding'] = 'gzip';
	if (status !== 204 && !fault.chunked) head['content-length'] = Buffer.byteLength(text);
	raw.writeHead(status, head);
	if (fault.truncated || fault.stalled || fault.reset === 'middle') {
		raw.write(text.slice(0, Math.floor(text.length / 2)));
		if (fault.stalled) return;
		// Time for the first half to reach the client: a reset discards what is still under way.
		await sleep(30);
		if (fault.truncated) socket?.end();
		else socket?.resetAndDestroy();
		return;
	}
	raw.end(text);
}

/** An answer, byte for byte, that no client can read. */
function againstTheRules(fault: ProtocolFault, answer: RealAnswer): Buffer {
	const body = Buffer.from(answer.body);
	const line = `HTTP/1.1 ${answer.status} OK`;
	const type = `content-type: ${answer.contentType}`;
	const length = `content-length: ${body.length}`;
	const heads: Record<ProtocolFault, string[]> = {
		header: [line, 'no header at all', type, length],
		chunk: [line, type, 'transfer-encoding: chunked'],
		gzip: [line, type, length, 'content-encoding: gzip'],
		version: [line.replace('1.1', '9.7'), type, length],
		length: [line, type, length, `content-length: ${body.length + 1}`],
	};
	const head = [...heads[fault], 'connection: close', '', ''].join('\r\n');
	return Buffer.concat([Buffer.from(fault === 'chunk' ? `${head}ZZ\r\n` : head), body]);
}
