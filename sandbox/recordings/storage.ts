import { createHmac, randomBytes } from 'crypto';
import fastify from 'fastify';
import { registerUploads, uploadPath, type Uploads } from '../corpora/uploadStorage';
import type { Switches } from '../switches';

/** The origin that keeps the recordings, and takes files for the knowledge bases. */
export interface Storage {
	/** e.g. http://127.0.0.1:40124, no trailing slash. */
	url: string;
	/** What was asked for, by path without the signature, and what was answered. */
	requests: Array<{ path: string; status: number; carriedKey: boolean }>;
	/** What was uploaded since the last reset. */
	uploads: Uploads;
}

export interface RunningStorage extends Storage {
	/** An address that works for five minutes. */
	signedUrl(callId: string): string;
	/** An address that takes one file of this type within five minutes. */
	uploadUrl(documentId: string, mimeType: string): string;
	close(): Promise<void>;
}

const LIFETIME_MS = 5 * 60_000;
/** Signs addresses; made anew by every process, so that none outlives it. */
const signWith = randomBytes(32);

const sign = (text: string) => createHmac('sha256', signWith).update(text).digest('hex');

/** One wave of 200 Hz, as 80 samples of 16 bits. */
const TONE = Buffer.from(
	Int16Array.from({ length: 80 }, (_, at) => Math.round(1000 * Math.sin((at * Math.PI) / 40)))
		.buffer,
);

/** A mono 16-bit WAV with a quiet tone, `bytes` long as a whole (at least its 44 bytes of header). */
export function wav(bytes: number): Buffer {
	const size = Math.max(44, bytes);
	const file = Buffer.alloc(size);
	file.write('RIFF', 0, 'ascii');
	file.writeUInt32LE(size - 8, 4);
	file.write('WAVEfmt ', 8, 'ascii');
	file.writeUInt32LE(16, 16);
	file.writeUInt16LE(1, 20);
	file.writeUInt16LE(1, 22);
	file.writeUInt32LE(16_000, 24);
	file.writeUInt32LE(32_000, 28);
	file.writeUInt16LE(2, 32);
	file.writeUInt16LE(16, 34);
	file.write('data', 36, 'ascii');
	file.writeUInt32LE(size - 44, 40);
	return file.fill(TONE, 44);
}

/** Starts the storage on a port of its own. It serves signed addresses only, and nobody who shows a key. */
export async function startStorage(
	host: string,
	switches: Switches,
	now: () => number,
): Promise<RunningStorage> {
	const app = fastify({ forceCloseConnections: true, exposeHeadRoutes: false });
	const requests: Storage['requests'] = [];
	const uploads: Uploads = new Map();
	registerUploads(app, { requests, uploads, switches, now, sign });

	app.get('/recordings/:file', async (request, reply) => {
		const path = request.url.split('?')[0];
		const { expires = '', signature } = request.query as Record<string, string | undefined>;
		const carriedKey = ['x-api-key', 'authorization', 'cookie'].some(
			(name) => request.headers[name] !== undefined,
		);
		const isSigned = signature === sign(`${path} ${expires}`) && Number(expires) > now();
		let status = switches.storageStatus;
		if (!isSigned) status = 403;
		if (carriedKey) status = 400;
		requests.push({ path, status, carriedKey });
		if (status !== 200) {
			return await reply
				.code(status)
				.header('content-type', 'application/xml')
				.send(`<Refused>${status}</Refused>`);
		}
		return await reply.header('content-type', 'audio/wav').send(wav(switches.recordingBytes));
	});

	const url = await app.listen({ host, port: 0 });
	return {
		url,
		requests,
		uploads,
		uploadUrl(documentId, mimeType) {
			const expires = String(now() + LIFETIME_MS);
			return url + uploadPath(documentId, mimeType, expires, sign);
		},
		signedUrl(callId) {
			const path = `/recordings/${callId}.wav`;
			const expires = String(now() + LIFETIME_MS);
			return `${url}${path}?expires=${expires}&signature=${sign(`${path} ${expires}`)}`;
		},
		close: async () => await app.close(),
	};
}
