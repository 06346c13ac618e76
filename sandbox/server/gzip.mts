import { gzipSync } from 'node:zlib';

/** Compresses a body. */
export const gzip = (body: string | Buffer): Buffer => gzipSync(body);
