import type { ApiError } from '../errors/apiError';
import { InputError } from '../errors/inputError';
import { isRecord } from '../util/guards';
import { toResult } from '../util/result';
import { safeTarget } from './download';
import type { FileStream } from './fileStream';
import type { HttpAnswer, MakeError, Outcome } from './outcome';

/** A file that is to be sent. */
export interface FileToSend {
	fileName: string;
	/** As the service wants it, without parameters. */
	mimeType: string;
	/** Size of its content. */
	bytes: number;
	/** Opens its content from the first byte, anew for each try. */
	open(): Promise<Buffer | FileStream>;
}

/** Where a file is to go. */
interface Place {
	documentId: string;
	presignedUrl: string;
}

/** What the client lends for sending a file. */
export interface UploadContext {
	/** The Base URL. */
	base: string;
	/** Asks the API, with the key, where the file is to go. */
	ask(): Promise<Outcome<unknown>>;
	/** Sends the content to an address, without the key. */
	put(
		address: string,
		content: Buffer | FileStream,
	): Promise<HttpAnswer | ApiError | { error: unknown }>;
	fail: MakeError;
}

/** Slower connections are not waited for; 10 MB may take more than two minutes. */
const LEAST_BYTES_A_SECOND = 64 * 1024;

/**
 * How long sending a file may take beyond what is waited for the answer.
 *
 * @param bytes size of the file
 * @returns milliseconds
 */
export const sendingMs = (bytes: number): number =>
	Math.ceil((bytes / LEAST_BYTES_A_SECOND) * 1000);

/** Whether the body of an answer says where a file is to go. */
export const isPlace = (body: unknown): body is Place =>
	isRecord(body) && typeof body.documentId === 'string' && typeof body.presignedUrl === 'string';

/**
 * Sends a file in one try: asks the API where it is to go, then sends it there. Nothing is left to be cleaned up where
 * that does not work out, as a file that belongs to nothing is of no use.
 *
 * @returns the ID under which the API knows the file, or why it has not got it
 */
export async function sendFileOnce(
	{ ask, base, fail, put }: UploadContext,
	file: FileToSend,
): Promise<Outcome<string>> {
	const place = await ask();
	if (!('body' in place)) return place;
	const { documentId, presignedUrl } = place.body as Place;
	const target = safeTarget(presignedUrl, base, base);
	if ('refused' in target) return fail({ kind: 'storage', method: 'PUT', host: target.refused });
	const opened = await toResult(file.open());
	if ('error' in opened) return { error: cannotBeRead(file) };
	const content = opened.value;
	const answer = await put(target.address, content);
	// One that was not read to its end would stay open.
	if (!Buffer.isBuffer(content)) content.destroy();
	if (!('status' in answer)) return answer;
	const { status } = answer;
	if (status >= 200 && status < 300) return { body: documentId };
	const { host } = new URL(target.address);
	return fail({ kind: 'storage', method: 'PUT', status, host });
}

function cannotBeRead({ fileName }: FileToSend): InputError {
	return new InputError(
		`The file ${fileName} cannot be read from n8n's storage`,
		'It may have been removed from there. Run the step again that brings it.',
	);
}
