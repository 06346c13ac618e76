import type { FastifyInstance } from 'fastify';
import type { Switches } from '../switches';

/** Files for the knowledge bases, by document ID. */
export type Uploads = Map<string, { content: Buffer; mimeType: string }>;

/** What the documented limit of a document is. */
const MOST_BYTES = 10 * 1024 * 1024;

export interface UploadStorage {
	/** What was asked for. */
	requests: Array<{ path: string; status: number; carriedKey: boolean }>;
	uploads: Uploads;
	switches: Switches;
	now(): number;
	/** The signature of an address. */
	sign(text: string): string;
}

/** What is signed: the path, the type of the file, and until when. */
const signedText = (path: string, mimeType: string, expires: string) =>
	`PUT ${path} ${mimeType} ${expires}`;

/** Makes the address for one file, as a path with its query. */
export function uploadPath(
	documentId: string,
	mimeType: string,
	expires: string,
	sign: (text: string) => string,
): string {
	const path = `/uploads/${documentId}`;
	return `${path}?expires=${expires}&signature=${sign(signedText(path, mimeType, expires))}`;
}

/** Takes files at signed addresses only, with the very type that was signed, from nobody who shows a key. */
export function registerUploads(app: FastifyInstance, storage: UploadStorage): void {
	const { requests, sign, now, switches, uploads } = storage;
	// A file of a type that has a parser of its own would arrive as something else.
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 2 * MOST_BYTES }, (_, body, done) =>
		done(null, body),
	);
	app.put('/uploads/:documentId', { bodyLimit: 2 * MOST_BYTES }, async (request, reply) => {
		const path = request.url.split('?')[0];
		const { documentId } = request.params as { documentId: string };
		const { expires = '', signature } = request.query as Record<string, string | undefined>;
		const { headers } = request;
		const mimeType = headers['content-type'] ?? '';
		const carriedKey = ['x-api-key', 'authorization', 'cookie'].some(
			(name) => headers[name] !== undefined,
		);
		const content = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
		let status = switches.uploadStatuses.shift() ?? 200;
		if (content.length > MOST_BYTES || headers['content-length'] === undefined) status = 400;
		if (signature !== sign(signedText(path, mimeType, expires))) status = 403;
		if (Number(expires) <= now() || carriedKey) status = 400;
		requests.push({ path, status, carriedKey });
		if (status === 200) uploads.set(documentId, { content, mimeType });
		return await reply
			.code(status)
			.header('content-type', 'application/xml')
			.send(status === 200 ? '' : `<Refused>${status}</Refused>`);
	});
}
