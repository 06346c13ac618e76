import type { ApiError } from '../errors/apiError';
import { keepWithin, readBeginning, type FileStream } from './fileStream';
import { networkCode } from './networkError';
import type { HttpAnswer, MakeError, Outcome } from './outcome';
import { cleanText } from '../util/cleanText';
import { wait } from '../util/wait';
import { toResult } from '../util/result';

/** A file that has been looked at: n8n's binary helpers take its content as it is. */
export interface OpenFile {
	/** All of it, or, where it is large, a stream that begins at its first byte. */
	content: Buffer | FileStream;
	/** The first bytes. */
	beginning: Buffer;
	/** Content type without parameters, in lower case; empty where none is given. */
	type: string;
}

/** What a file has to be. */
export interface FileCheck {
	/** Why this is not the file that is due, as a part of a sentence; undefined where it is. */
	refuse(type: string, beginning: Buffer): string | undefined;
	/** How many bytes it can have at most. */
	mostBytes(beginning: Buffer): number;
}

/** What the client lends for fetching a file. */
export interface DownloadContext {
	/** The Base URL. */
	base: string;
	/** Opens an address, following nothing; the key goes along only when asked for. */
	open(address: string, withKey: boolean): Promise<HttpAnswer | ApiError | { error: unknown }>;
	/** Makes a failure of an answer of the API that is no file. */
	refused(answer: HttpAnswer): ApiError;
	fail: MakeError;
	/** Longest time in milliseconds in which nothing arrives. */
	idleMs: number;
	signal: AbortSignal | undefined;
}

const MOST_REDIRECTS = 5;
const LONGEST_REFUSAL = 20_000;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/**
 * Fetches a file in one try: asks the API with the key, then follows to where the file is kept, without it.
 *
 * Files of up to 8 MB are read to their end before they are stored, so that nothing is left of one that breaks off.
 *
 * @param wire the transport's part
 * @param path path under the Base URL
 * @param check what the file has to be
 * @param store stores the content
 * @returns what `store` made of it, or why there is none
 */
export async function fetchFileOnce<T>(
	wire: DownloadContext,
	path: string,
	check: FileCheck,
	store: (file: OpenFile) => Promise<T>,
): Promise<Outcome<T>> {
	let address = wire.base + path;
	for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
		const atApi = redirects === 0;
		const answer = await wire.open(address, atApi);
		if (!('status' in answer)) return answer;
		const { status, headers } = answer;
		const stream = answer.body as FileStream;
		if (status >= 300 && status < 400) {
			stream.destroy();
			const next = safeTarget(headers.location, address, wire.base);
			if ('refused' in next) return wire.fail({ kind: 'storage', host: next.refused });
			address = next.address;
			continue;
		}
		const { host } = new URL(address);
		if (status !== 200) {
			if (!atApi) {
				stream.destroy();
				return wire.fail({ kind: 'storage', status, host });
			}
			return wire.refused({ ...answer, body: await shortText(stream, wire) });
		}
		const type = contentType(headers);
		if (isPage(type)) {
			stream.destroy();
			return atApi
				? wire.fail({ kind: 'unexpectedBody', status, host })
				: wire.fail({ kind: 'content', status, host, detail: `its content type is ${type}` });
		}
		return await takeIn(answer, type, host, check, store, wire);
	}
	return wire.fail({ kind: 'storage', host: new URL(address).host });
}

/**
 * Checks where a file is to be fetched from, or sent to: over https; in the open only within this machine, and only for
 * an API that is on it too.
 *
 * @param location the address, as the API gave it
 * @param from what it is relative to
 * @param base the Base URL
 * @returns the whole address; the host of one that is not safe
 */
export function safeTarget(
	location: string | string[] | undefined,
	from: string,
	base: string,
): { address: string } | { refused: string } {
	const text = Array.isArray(location) ? location[0] : location;
	if (text === undefined || !URL.canParse(text, from)) return { refused: new URL(from).host };
	const url = new URL(text, from);
	const local = [url.hostname, new URL(base).hostname].every((name) => LOOPBACK.test(name));
	const safe = url.protocol === 'https:' || (url.protocol === 'http:' && local);
	return safe && url.username === '' ? { address: url.href } : { refused: url.host };
}

function contentType(headers: HttpAnswer['headers']): string {
	const text = cleanText(String(headers['content-type'] ?? '').split(';')[0]);
	return text.trim().toLowerCase().slice(0, 60);
}

/** A page or a JSON text where a file is due comes from something in between. */
function isPage(type: string): boolean {
	return /^(text\/|application\/(json|xml))/.test(type);
}

/** Looks at what arrives before any of it is stored, then stores it. */
async function takeIn<T>(
	{ status, headers, body }: HttpAnswer,
	type: string,
	host: string,
	check: FileCheck,
	store: (file: OpenFile) => Promise<T>,
	wire: DownloadContext,
): Promise<Outcome<T>> {
	const stream = body as FileStream;
	const beginning = await whileArriving(readBeginning(stream), stream, wire);
	if (!('body' in beginning)) return beginning;
	const { bytes, isAll } = beginning.body;
	const refused = (detail: string) => {
		stream.destroy();
		return wire.fail({ kind: 'content', status, host, detail });
	};
	if (bytes.length === 0) return wire.fail({ kind: 'emptyBody', status, host });
	const reason = check.refuse(type, bytes);
	if (reason !== undefined) return refused(reason);
	// More than was announced comes of a file that was compressed, although that was not asked for.
	const announced = Number(headers['content-length'] ?? NaN);
	const most = Math.min(check.mostBytes(bytes), announced >= 0 ? announced : Infinity);
	const tooLong = 'it is longer than it says, or than a file may be';
	if (bytes.length > most) return refused(tooLong);
	if (isAll) return { body: await store({ content: bytes, beginning: bytes, type }) };
	const isTooLong = keepWithin(stream, bytes, most);
	const stored = await whileArriving(
		store({ content: stream, beginning: bytes, type }),
		stream,
		wire,
	);
	return isTooLong() ? refused(tooLong) : stored;
}

async function shortText(stream: FileStream, wire: DownloadContext): Promise<string> {
	const reading = async () => {
		let text = '';
		for await (const chunk of stream) {
			text += chunk.toString('utf8');
			if (text.length > LONGEST_REFUSAL) break;
		}
		return text;
	};
	const outcome = await whileArriving(reading(), stream, wire);
	return 'body' in outcome ? outcome.body : '';
}

/** n8n's time limit ends with the first byte, so that a file which stops half-way would never end. */
async function whileArriving<T>(
	work: Promise<T>,
	stream: FileStream,
	{ idleMs, signal, fail }: DownloadContext,
): Promise<Outcome<T>> {
	const result = toResult(work);
	let settled = false;
	void result.then(() => {
		settled = true;
	});
	const arrived = countArrivals(stream);
	const stalled = async () => {
		let before: number;
		do {
			before = arrived();
			await wait(idleMs, signal, () => settled);
			if (settled) return;
		} while (!signal?.aborted && arrived() !== before);
		stream.destroy();
	};
	await Promise.race([result, stalled()]);
	if (signal?.aborted) return fail({ kind: 'cancelled' });
	if (!settled) return fail({ kind: 'timeout', timeoutMs: idleMs });
	const outcome = await result;
	if ('value' in outcome) return { body: outcome.value };
	// A file that arrives well and cannot be stored is no fault of the network.
	if (!stream.errored) return outcome;
	return fail({ kind: 'unreachable', code: networkCode(stream.errored) });
}

/** Counts the pieces that come in. A listener for them would take them away from whoever reads the stream. */
function countArrivals(stream: FileStream): () => number {
	let count = 0;
	const push = stream.push.bind(stream);
	stream.push = (...chunk) => {
		count += 1;
		return push(...chunk);
	};
	return () => count;
}
