import { sleep, type IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { runNode, type RunOptions } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { inRealTime } from '../../support/harness/shortWaits';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(60_000);

const account = useSandbox({ agents: 1 });
let sandbox: Sandbox;
let callId: string;

beforeEach(() => {
	({ sandbox } = account);
	sandbox.storage.requests.splice(0);
	[{ callId }] = sandbox.calls.seed(1, { body: { recordingEnabled: true } });
});

const getRecording = async (
	options: IDataObject = {},
	more: Partial<RunOptions> = {},
	parameters: IDataObject = {},
) =>
	await runNode({
		node: Ultravox,
		parameters: {
			resource: 'call',
			operation: 'getRecording',
			callId: { __rl: true, mode: 'id', value: callId },
			options: { timeout: 2, maxRetries: 2, recordingWait: 1, ...(options as object) },
			...(parameters as object),
		},
		credentials: account.credentials(),
		...more,
	});

const recordingPath = /\/recording$/;
const asked = () => sandbox.requests.filter(({ path }) => recordingPath.test(path));
const redirectTo = (location: string, times = 1) =>
	sandbox.faults.add({
		path: recordingPath,
		status: 302,
		headers: { location },
		body: '<html>Moved</html>',
		times,
	});

/** What a WAV file of this many bytes begins with, and how long it is. */
const expectWav = (file: Buffer, bytes: number) => {
	expect(file.subarray(0, 4).toString('latin1')).toBe('RIFF');
	expect(file.readUInt32LE(4)).toBe(bytes - 8);
	expect(file).toHaveLength(bytes);
};

it('downloads the file from where it is kept, without the key', async () => {
	const { items, json, getBinary, getBinaryInfo, stored } = await succeed(getRecording());
	expectWav(await getBinary(items[0]), 32_044);
	expect(getBinaryInfo(items[0])).toMatchObject({
		fileName: `${callId}.wav`,
		mimeType: 'audio/wav',
	});
	expect(json).toEqual([
		{ callId, fileName: `${callId}.wav`, mimeType: 'audio/wav', fileSize: expect.any(String) },
	]);
	expect(asked()).toMatchObject([{ apiKeyOk: true }]);
	expect(sandbox.storage.requests).toMatchObject([{ status: 200, carriedKey: false }]);
	// The signed address would let anybody listen.
	expect(stored).not.toContain('signature=');
});

it('takes a file that the API answers itself, and puts it where it is wanted', async () => {
	sandbox.switches.recordingDirect = true;
	sandbox.switches.recordingBytes = 300_000;
	const { items, getBinary } = await getRecording({}, {}, { binaryPropertyName: 'sound' });
	expectWav(await getBinary(items[0], 'sound'), 300_000);
	expect(sandbox.storage.requests).toEqual([]);
});

describe('a file that is not there yet', () => {
	inRealTime();

	it('is asked for again, spaced', async () => {
		sandbox.switches.recordingMisses = 2;
		const { items, getBinary } = await succeed(getRecording());
		expectWav(await getBinary(items[0]), 32_044);
		const times = asked().map(({ at }) => at);
		expect(times).toHaveLength(3);
		expect(times[2] - times[0]).toBeGreaterThan(1900);
	});
});

describe('there is no file', () => {
	it('that is not ready after all tries', async () => {
		sandbox.switches.recordingMisses = 9;
		const { error } = await getRecording({ recordingTries: 2 });
		expect(error?.message).toBe('The recording is not there, after 2 tries');
		expect(error?.description).toContain('Tries While Not Ready');
		expect(error?.httpCode).toBe('404');
		expect(asked()).toHaveLength(2);
	});

	it.each<[string, () => string, string]>([
		[
			'the call was not recorded',
			() => sandbox.calls.seed(1)[0].callId,
			'This call was not recorded',
		],
		[
			'nobody answered',
			() => {
				const call = newCall();
				sandbox.calls.end(call, 'unjoined');
				return call;
			},
			'nobody answered this call',
		],
		[
			'the call goes on',
			() => {
				const call = newCall();
				sandbox.calls.join(call);
				return call;
			},
			'the call has not ended',
		],
		[
			'there is no such call',
			() => '3c1f0c52-9a34-4e0d-b1c7-2f6a8d90e413',
			'Ultravox does not have what this step asks for',
		],
	])('since %s: said at once, without waiting', async (_, prepare, text) => {
		callId = prepare();
		const { error } = await getRecording({ recordingTries: 5 });
		expect(error?.message).toContain(text);
		expect(asked()).toHaveLength(1);
	});
});

/** A recorded call that nobody has joined yet. */
function newCall(): string {
	const [{ callId: id }] = sandbox.calls.seed(1, { body: { recordingEnabled: true } });
	Object.assign(sandbox.state.calls.get(id) ?? {}, {
		joined: null,
		ended: null,
		endReason: null,
		billed: null,
	});
	return id;
}

describe('on the way', () => {
	it('a broken transfer is done again, and the file is whole', async () => {
		sandbox.switches.recordingDirect = true;
		sandbox.faults.add({
			path: recordingPath,
			truncated: true,
			applyFirst: true,
			status: 200,
			body: 'x'.repeat(9000),
			contentType: 'audio/wav',
		});
		const { items, getBinary } = await succeed(getRecording());
		expectWav(await getBinary(items[0]), 32_044);
		expect(asked()).toHaveLength(2);
	});

	it('a file of nothing is no recording', async () => {
		sandbox.faults.add({ path: recordingPath, status: 200, body: '', contentType: 'audio/wav' });
		const { error } = await getRecording();
		expect(error?.message).toBe('Ultravox answered without the data that is due');
		expect(error?.context?.itemIndex).toBe(0);
	});

	it('a storage that refuses is asked again with a fresh address, and named in the end', async () => {
		sandbox.switches.storageStatus = 403;
		const { error } = await getRecording({ maxRetries: 1 });
		expect(error?.message).toContain(
			`${new URL(sandbox.storage.url).host}, where Ultravox keeps the file`,
		);
		expect(error?.message).toContain('status 403');
		expect(asked()).toHaveLength(2);
		expect(JSON.stringify(error)).not.toContain('signature');
	});

	it('a server error of the API is waited out', async () => {
		sandbox.faults.add({ path: recordingPath, status: 500 });
		const { items } = await succeed(getRecording());
		expect(items[0].binary).toHaveProperty('data');
	});

	it.each([
		[
			'stops half-way',
			{ stalled: true, status: 200, body: 'x'.repeat(9000), contentType: 'audio/wav' },
		],
		['never begins', { never: true }],
	])('a file that %s ends as a time-out', async (_, fault) => {
		sandbox.faults.add({ path: recordingPath, ...fault });
		const { error } = await getRecording({ timeout: 1, maxRetries: 0 });
		expect(error?.message).toContain('did not answer within 1 second');
	});

	it('stopping the execution stops the transfer', async () => {
		const stop = new AbortController();
		sandbox.faults.add({
			path: recordingPath,
			stalled: true,
			status: 200,
			body: 'x'.repeat(9000),
			contentType: 'audio/wav',
		});
		const running = getRecording({ timeout: 20 }, { signal: stop.signal });
		while (asked().every(({ status }) => status === null)) await sleep(10);
		stop.abort();
		expect((await running).status).toBe('canceled');
		expect(asked()).toHaveLength(1);
	});

	it.each([
		['another machine over http', 'http://files.example/recording.wav'],
		['a file of the host', 'file:///etc/passwd'],
		['nowhere', 'http://'],
	])('a redirect to %s is not followed', async (_, location) => {
		redirectTo(location);
		const { error } = await getRecording();
		expect(error?.message).toMatch(/points to an address at .* that is not followed/);
		expect(asked()).toHaveLength(1);
	});

	it('redirects without end are given up, the key stays at home', async () => {
		redirectTo(`${sandbox.url}/api/calls/${callId}/recording`, 99);
		const { error } = await getRecording();
		expect(error?.message).toContain('not followed');
		const [first, ...others] = asked();
		expect(first.apiKeyOk).toBe(true);
		expect(others).toHaveLength(5);
		expect(others.every(({ apiKeyOk }) => !apiKeyOk)).toBe(true);
	});

	it('a page or a text instead of a file is no recording', async () => {
		sandbox.faults.add({ path: recordingPath, status: 200, body: '<html>Log in</html>' });
		const { error } = await getRecording();
		expect(error?.message).toContain('is not an answer of the Ultravox API');
	});

	it('a wrong key is said', async () => {
		const { error } = await getRecording(
			{},
			{
				credentials: { ultravoxApi: { apiKey: 'wrong', baseUrl: sandbox.url } },
			},
		);
		expect(error?.message).toBe('Ultravox did not accept the API key');
	});
});

it('many recordings come in item order', async () => {
	const calls = sandbox.calls.seed(25, { body: { recordingEnabled: true } });
	const { items, json, getBinary } = await getRecording(
		{},
		{ items: calls.map((call) => ({ id: call.callId })) },
		{ callId: { __rl: true, mode: 'id', value: '={{ $json.id }}' } },
	);
	expect(json.map((one) => one.callId)).toEqual(calls.map((call) => call.callId));
	expectWav(await getBinary(items[24]), 32_044);
});
