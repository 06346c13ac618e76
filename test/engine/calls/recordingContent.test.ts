import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Fault, Sandbox } from '../../../sandbox';
import { runNode, type RunOptions } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { storedFiles } from '../../support/harness/binary-data.mts';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(60_000);

const account = useSandbox({ agents: 1 });
let sandbox: Sandbox;
let callId: string;

beforeEach(() => {
	({ sandbox } = account);
	[{ callId }] = sandbox.calls.seed(1, { body: { recordingEnabled: true } });
});

const getRecording = async (options: IDataObject = {}, more: Partial<RunOptions> = {}) =>
	await runNode({
		node: Ultravox,
		parameters: {
			resource: 'call',
			operation: 'getRecording',
			callId: { __rl: true, mode: 'id', value: callId },
			options: { timeout: 60, maxRetries: 0, recordingWait: 1, ...(options as object) },
		},
		credentials: account.credentials(),
		...more,
	});

const path = /\/recording$/;
const answer = (fault: Fault) => sandbox.faults.add({ path, status: 200, ...fault });

/** A WAV file of so many bytes, whose head says what it is told to. */
function wav(bytes: number, says = bytes - 8): Buffer {
	const file = Buffer.alloc(bytes, 1);
	file.write('RIFF0000WAVEfmt ', 0, 'latin1');
	file.writeUInt32LE(says, 4);
	return file;
}

const MB = 1024 * 1024;

describe('what is no recording is refused, and nothing of it is kept', () => {
	it.each<[string, Fault, string]>([
		[
			'nothing, without a length',
			{ body: '', chunked: true, contentType: 'audio/wav' },
			'without the data',
		],
		['nothing, with a length', { body: '', contentType: 'audio/wav' }, 'without the data'],
		['a page', { body: '<html>Log in</html>' }, 'is not an answer of the Ultravox API'],
		[
			'a page that says it is sound',
			{ body: ' <!doctype html><p>Log in</p>', contentType: 'audio/wav' },
			'begins like a page or a text',
		],
		[
			'JSON that says it is sound',
			{ body: '{"detail":"Nothing"}', contentType: 'audio/wav' },
			'begins like a page or a text',
		],
		[
			'a document',
			{ body: '%PDF-1.7', contentType: 'application/pdf' },
			'its content type is application/pdf, and it does not begin like a sound file',
		],
		[
			'bytes of no kind',
			{ body: 'hello', contentType: 'application/octet-stream' },
			'does not begin like a sound file',
		],
		[
			'a small file that grows',
			{ body: wav(40 * MB), gzip: true, contentType: 'audio/wav' },
			'longer than it says',
		],
		[
			'a small file that grows, without a length',
			{ body: wav(40 * MB, 1000), gzip: true, chunked: true, contentType: 'audio/wav' },
			'longer than it says',
		],
	])('%s', async (_, fault, message) => {
		answer(fault);
		const before = await storedFiles();
		const { error, items } = await getRecording();
		expect(error?.message).toContain(message);
		expect(error?.context?.itemIndex).toBe(0);
		expect(items).toEqual([]);
		expect(await storedFiles()).toEqual(before);
	});

	it('a large file that is longer than it says', async () => {
		answer({ body: wav(20 * MB, 9 * MB), chunked: true, contentType: 'audio/wav' });
		const { error, items } = await getRecording();
		expect(error?.message).toContain('longer than it says');
		expect(items).toEqual([]);
	});

	it.each<[string, Fault]>([
		['stops', { stalled: true, body: wav(2 * MB), contentType: 'audio/wav' }],
		['breaks off', { truncated: true, body: wav(2 * MB), contentType: 'audio/wav' }],
		['is reset', { reset: 'middle', body: wav(2 * MB), contentType: 'audio/wav' }],
		['is no gzip', { protocol: 'gzip', body: wav(2 * MB), contentType: 'audio/wav' }],
		['comes in bad chunks', { protocol: 'chunk', body: wav(2 * MB), contentType: 'audio/wav' }],
		['has a bad header', { protocol: 'header', body: wav(2 * MB), contentType: 'audio/wav' }],
	])('a transfer that %s', async (_, fault) => {
		answer(fault);
		const before = await storedFiles();
		const { error } = await getRecording({ timeout: 1 });
		expect(error?.message).toMatch(/within 1 second|was lost|no proper HTTP/);
		expect(await storedFiles()).toEqual(before);
	});
});

describe('what is a recording is taken', () => {
	it.each<[string, Fault, string, string]>([
		['as bytes', { body: wav(9000), contentType: 'application/octet-stream' }, 'audio/wav', 'wav'],
		[
			'as bytes of a storage',
			{ body: wav(9000), contentType: 'binary/octet-stream' },
			'audio/wav',
			'wav',
		],
		[
			'without a length',
			{ body: wav(9000), chunked: true, contentType: 'audio/x-wav' },
			'audio/x-wav',
			'wav',
		],
		[
			'whose head was written before its end',
			{ body: wav(9000, 0xffff_ffff), contentType: 'audio/wav; codec=1' },
			'audio/wav',
			'wav',
		],
		[
			'of another kind',
			{ body: `ID3${'x'.repeat(99)}`, contentType: 'audio/mpeg' },
			'audio/mpeg',
			'mp3',
		],
		[
			'of an unknown kind',
			{ body: 'xyz'.repeat(99), contentType: 'audio/basic' },
			'audio/basic',
			'wav',
		],
	])('%s', async (_, fault, mimeType, extension) => {
		answer(fault);
		const { items, getBinary, getBinaryInfo } = await succeed(getRecording());
		expect(getBinaryInfo(items[0])).toMatchObject({ mimeType, fileName: `${callId}.${extension}` });
		expect(await getBinary(items[0])).toEqual(Buffer.from(fault.body as string));
	});

	it('large: whole, byte for byte, with a length and without', async () => {
		for (const chunked of [true, false]) {
			const body = wav(21 * MB);
			for (let at = 44; at < body.length; at += 4096) body.writeUInt32LE(at, at - (at % 4));
			answer({ body, contentType: 'audio/wav', chunked });
			const { items, getBinary } = await succeed(getRecording({ timeout: 10 }));
			expect((await getBinary(items[0])).equals(body)).toBe(true);
		}
	});

	it('is asked for uncompressed', async () => {
		await getRecording();
		expect(sandbox.requests[0].headers['accept-encoding']).toBe('identity');
	});

	it('after a fault of HTTP, by asking again', async () => {
		answer({ protocol: 'gzip', body: 'no gzip at all', contentType: 'audio/wav' });
		const { items } = await succeed(getRecording({ maxRetries: 1 }));
		expect(items).toHaveLength(1);
	});
});
