/** Node's readable stream, typed as far as this package needs it. */
export interface FileStream extends AsyncIterable<Buffer> {
	destroy(error?: Error): unknown;
	push(...chunk: unknown[]): boolean;
	unshift(chunk: Buffer): void;
	iterator(options: { destroyOnReturn: boolean }): AsyncIterableIterator<Buffer>;
	/** Bytes that have arrived and were not read. */
	readonly readableLength: number;
	/** What ended it before its end. */
	readonly errored: Error | null;
}

/** So much of a file is read before any of it is stored. Twenty files may be under way at once. */
const BEGINNING_BYTES = 8 * 1024 * 1024;

/**
 * Reads the beginning of a file.
 *
 * @param stream stays open where there is more
 * @returns what was read, and whether it is the whole file
 * @throws what ended the stream before its end
 */
export async function readBeginning(
	stream: FileStream,
): Promise<{ bytes: Buffer; isAll: boolean }> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
		chunks.push(chunk);
		length += chunk.length;
		if (length >= BEGINNING_BYTES) return { bytes: Buffer.concat(chunks), isAll: false };
	}
	return { bytes: Buffer.concat(chunks), isAll: true };
}

/**
 * Puts the beginning back, and ends the stream when more comes than there may be.
 *
 * @param beginning what was read of it
 * @param most bytes of the whole file
 * @returns tells whether there was more
 */
export function keepWithin(stream: FileStream, beginning: Buffer, most: number): () => boolean {
	let length = beginning.length + stream.readableLength;
	stream.unshift(beginning);
	let isTooLong = length > most;
	const push = stream.push.bind(stream);
	// A listener for what arrives would take it away from whoever reads the stream.
	stream.push = (...chunk) => {
		length += Buffer.isBuffer(chunk[0]) ? chunk[0].length : 0;
		isTooLong ||= length > most;
		if (isTooLong) stream.destroy(new Error('More than there may be'));
		return push(...chunk);
	};
	return () => isTooLong;
}
