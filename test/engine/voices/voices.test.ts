import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';
import { runNode, type RunOptions } from '../../support/harness';

const MARK = '91fa9bcf-93c8-467c-8b29-973720e3f167';
const NOBODY = '00000000-0000-4000-8000-000000000000';

const account = useSandbox({ agents: 1 });
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
	sandbox.storage.requests.splice(0);
});

const run = async (
	operation: string,
	parameters: NonNullable<RunOptions['parameters']> = {},
	more: Partial<RunOptions> = {},
) =>
	await runNode({
		node: Ultravox,
		parameters: { resource: 'voice', operation, ...parameters },
		credentials: account.credentials(),
		...more,
	});
const byId = (value: string) => ({ voiceId: { __rl: true as const, mode: 'id', value } });
const names = (json: IDataObject[]) => json.map(({ name }) => name);

describe('Get Many', () => {
	it('lists the voices of the account and of Ultravox, simplified', async () => {
		const { json } = await succeed(run('getAll'));
		expect(names(json)).toEqual(['Mark', 'Jessica', 'Tanya', 'Our Anna', 'Our Paulo']);
		expect(json[0]).toEqual({
			name: 'Mark',
			language: 'en-US',
			languageLabel: 'English (United States)',
			description: 'A calm voice',
			ownership: 'public',
			billing: 'included',
			provider: 'cartesia',
			voiceId: MARK,
		});
	});

	it.each<[string, IDataObject, string[]]>([
		['a language', { primaryLanguage: 'pt-PT' }, ['Our Paulo', 'Tanya']],
		['one provider', { provider: ['google'] }, ['Tanya']],
		[
			'several providers',
			{ provider: ['google', 'eleven_labs'] },
			['Jessica', 'Tanya', 'Our Paulo'],
		],
		[
			'providers as text',
			{ provider: '={{ "google, eleven_labs" }}' },
			['Jessica', 'Tanya', 'Our Paulo'],
		],
		['external billing', { billingStyle: 'VOICE_BILLING_STYLE_EXTERNAL' }, ['Our Paulo']],
		['own voices', { ownership: 'private' }, ['Our Anna', 'Our Paulo']],
		['public voices', { ownership: 'public' }, ['Mark', 'Jessica', 'Tanya']],
		['a text', { search: ' anna ' }, ['Our Anna']],
		[
			'filters left empty',
			{ search: '', primaryLanguage: '', provider: [] },
			['Mark', 'Jessica', 'Tanya', 'Our Anna', 'Our Paulo'],
		],
	])('filters by %s', async (_, filters, wanted) => {
		const { json } = await succeed(run('getAll', { filters: filters as never }));
		expect(names(json)).toEqual(wanted);
	});

	it.each<[string, IDataObject]>([
		['Language: "English" is not a language code', { primaryLanguage: 'English' }],
		['Language: the expression gives no value', { primaryLanguage: '={{ $json.none }}' }],
		['Providers: "nobody" is not a choice', { provider: ['nobody'] }],
		['Ownership: "mine" is not a choice', { ownership: 'mine' }],
	])('refuses before any request: %s', async (message, filters) => {
		const { error } = await run('getAll', { filters: filters as never });
		expect(error?.message).toContain(message);
		expect(sandbox.requests).toEqual([]);
	});

	it('keeps the filters on every page', async () => {
		sandbox.switches.pageSizeMax = 100;
		const mark = sandbox.state.voices.get(MARK);
		for (let index = 0; index < 150; index++) {
			const voiceId = MARK.slice(0, -3) + String(index).padStart(3, '0');
			sandbox.state.voices.set(voiceId, {
				...mark!,
				voiceId,
				name: `Clone ${index}`,
				ownership: 'private',
			});
		}
		const { json } = await succeed(
			run('getAll', { returnAll: true, filters: { ownership: 'private' } }),
		);
		expect(json).toHaveLength(152);
		expect(sandbox.requests.map(({ query }) => query.ownership)).toEqual(['private', 'private']);
	});
});

describe('Get', () => {
	it('reads a voice whole, without the headers of the service that speaks', async () => {
		sandbox.switches.answerDetail = 'everything';
		const { json } = await succeed(run('get', { ...byId(MARK.toUpperCase()), simplify: false }));
		expect(json).toMatchObject([{ voiceId: MARK, name: 'Mark', definition: expect.any(Object) }]);
	});

	it('says that there is no such voice', async () => {
		const { error } = await run('get', byId(NOBODY));
		expect(error?.message).toBe('This Ultravox account has no such voice');
	});

	it('keeps the log-in of another service out of the output', async () => {
		const voice = {
			voiceId: MARK,
			name: 'Mark',
			previewUrl: 'https://example.com',
			ownership: 'private',
			billingStyle: 'VOICE_BILLING_STYLE_EXTERNAL',
			definition: { generic: { url: 'https://tts.example', headers: { 'x-key': 'hush-hush' } } },
		};
		sandbox.faults.add({ path: /\/voices\//, status: 200, body: voice });
		const { json, stored } = await succeed(run('get', { ...byId(MARK), simplify: false }));
		expect(json).toMatchObject([{ definition: { generic: { url: 'https://tts.example' } } }]);
		expect(stored).not.toContain('hush-hush');
	});
});

describe('Get Preview', () => {
	it.each([false, true])(
		'gives the sound file (answered by the API itself: %s)',
		async (direct) => {
			sandbox.switches.previewDirect = direct;
			const { items, json, getBinary, getBinaryInfo } = await succeed(
				run('getPreview', byId(MARK)),
			);
			const file = await getBinary(items[0]);
			expect(file.subarray(0, 4).toString('latin1')).toBe('RIFF');
			expect(file).toHaveLength(32_044);
			expect(getBinaryInfo(items[0])).toMatchObject({
				fileName: `${MARK}.wav`,
				mimeType: 'audio/wav',
			});
			expect(json).toMatchObject([{ voiceId: MARK, fileName: `${MARK}.wav` }]);
			expect(sandbox.storage.requests).toMatchObject(direct ? [] : [{ carriedKey: false }]);
		},
	);

	it('says what is wrong with a voice that cannot be heard', async () => {
		sandbox.switches.previewComplaint = 'ElevenLabs: the voice does not exist.';
		const { error } = await run('getPreview', byId(MARK));
		expect(`${error?.message} ${error?.description}`).toContain(
			'ElevenLabs: the voice does not exist.',
		);
	});

	it('says that there is no such voice', async () => {
		const { error } = await run('getPreview', byId(NOBODY));
		expect(error?.message).toBe('This Ultravox account has no such voice');
	});

	it('stores no page for a sound', async () => {
		sandbox.faults.add({
			path: /preview$/,
			status: 200,
			body: '<html>Log in</html>',
		});
		const { error } = await run('getPreview', byId(MARK));
		expect(error?.message).toContain('is not an answer of the Ultravox API');
	});
});
