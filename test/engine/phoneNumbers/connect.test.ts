import type { IDataObject } from 'n8n-workflow';
import { succeed } from '../../support/expectSuccess';
import { chosen, numbersFixture, type Seeded } from './fixture';

const numbers = numbersFixture();
const { run } = numbers;
const SID = (letters: string) => letters + 'a'.repeat(32);
const TRIGGER = 'https://n8n.example.com/webhook/incoming';

const toAgent = (number: Seeded, agentId: string, options: IDataObject = {}) => ({
	phoneNumber: chosen(number.phone_number),
	agentId: chosen(agentId),
	options: { maxRetries: 0, ...options } as never,
});
const toUrl = (number: Seeded, url: string, options: IDataObject = {}) => ({
	phoneNumber: chosen(number.phone_number),
	target: 'url',
	url,
	options: { maxRetries: 0, ...options } as never,
});
const methods = () => numbers.sandbox.requests.map(({ method, path }) => `${method} ${path}`);
const writes = () => methods().filter((entry) => !entry.startsWith('GET'));
const allowed = () => numbers.sandbox.state.configs.twilio?.callCreationAllowedAgentIds;

describe('Twilio', () => {
	test('a number to an agent: address, method, and the agent on the line, the others stay', async () => {
		const { sandbox } = numbers;
		const [first, second] = numbers.agentIds();
		sandbox.seedConfig('twilio', { callCreationAllowedAgentIds: [first] });
		const number = sandbox.phoneNumbers.seed('twilio', {
			voice_url: 'https://demo.twilio.com/welcome/voice/',
			voice_method: 'GET',
			voice_fallback_url: 'https://example.com/fallback',
		});
		const { json } = await succeed(run('connect', toAgent(number, second)));
		const url = numbers.addressOf(second);
		expect(json).toEqual([
			{
				phoneNumber: number.phone_number,
				connected: true,
				pointsTo: `Ultravox agent ${second}`,
				url,
				method: 'POST',
				fallbackUrl: 'https://example.com/fallback',
				provider: 'twilio',
				changed: true,
				changes: [
					{
						field: 'callCreationAllowedAgentIds',
						before: [first],
						after: [first, second],
					},
					{ field: 'voiceUrl', before: 'https://demo.twilio.com/welcome/voice/', after: url },
					{ field: 'voiceMethod', before: 'GET', after: 'POST' },
				],
				before: {
					phoneNumber: number.phone_number,
					voiceUrl: 'https://demo.twilio.com/welcome/voice/',
					voiceMethod: 'GET',
					voiceFallbackUrl: 'https://example.com/fallback',
					voiceFallbackMethod: 'POST',
					voiceApplicationSid: null,
					trunkSid: null,
					connectedTo: url,
				},
				numberId: number.sid,
			},
		]);
		expect(allowed()).toEqual([first, second]);
		expect(sandbox.state.phoneProviders.twilio.numbers).toMatchObject([
			{ voice_url: url, voice_method: 'POST', voice_fallback_url: 'https://example.com/fallback' },
		]);
	});

	test('only what differs is sent; once more changes nothing', async () => {
		const number = numbers.sandbox.phoneNumbers.seed('twilio');
		const [agentId] = numbers.agentIds();
		await succeed(run('connect', toAgent(number, agentId)));
		const posts = numbers.toProvider().filter(({ method }) => method === 'POST');
		expect(posts.map(({ body }) => body)).toEqual([{ VoiceUrl: numbers.addressOf(agentId) }]);
		numbers.sandbox.requests.length = 0;
		const { json, items } = await succeed(run('connect', toAgent(number, agentId)));
		expect(writes()).toEqual([]);
		expect(json).toMatchObject([{ connected: true, changed: false, changes: [] }]);
		expect(items[0].json.warnings).toBeUndefined();
	});

	test('to an address, with an agent that answers while that is down', async () => {
		const number = numbers.sandbox.phoneNumbers.seed('twilio');
		const [agentId] = numbers.agentIds();
		const { json } = await succeed(
			run('connect', toUrl(number, TRIGGER, { fallbackAgentId: agentId })),
		);
		expect(json).toMatchObject([
			{ pointsTo: TRIGGER, url: TRIGGER, fallbackUrl: numbers.addressOf(agentId) },
		]);
		expect(allowed()).toEqual([agentId]);
	});

	test('to an address alone leaves Ultravox alone', async () => {
		const number = numbers.sandbox.phoneNumbers.seed('twilio');
		await succeed(run('connect', toUrl(number, TRIGGER)));
		expect(numbers.toUltravox()).toEqual([]);
	});

	test.each([
		['a trunk', { trunk_sid: SID('TK') }, `the SIP trunk ${SID('TK')}`],
		['an application', { voice_application_sid: 'application' }, 'the application "Old line" (AP'],
	])(
		'%s makes Twilio ignore the address: it is named, and nothing changed',
		async (_, more, named) => {
			const { phoneNumbers } = numbers.sandbox;
			const { sid } = phoneNumbers.seedApplication('twilio', { friendly_name: 'Old line' });
			const fields = 'voice_application_sid' in more ? { voice_application_sid: sid } : more;
			const number = phoneNumbers.seed('twilio', fields);
			const { error } = await run('connect', toAgent(number, numbers.agentIds()[0]));
			expect(error?.message).toContain(`belongs to ${named}`);
			expect(error?.message).toContain('Twilio would ignore the address');
			expect(error?.description).toContain('Take Off Trunk or Application');
			expect(writes()).toEqual([]);
		},
	);

	test.each(['trunk_sid', 'voice_application_sid'])('%s is taken off on request', async (field) => {
		const { phoneNumbers } = numbers.sandbox;
		const { sid } = phoneNumbers.seedApplication('twilio');
		const taken = field === 'trunk_sid' ? SID('TK') : sid;
		const number = phoneNumbers.seed('twilio', { [field]: taken });
		const { json } = await succeed(run('connect', toUrl(number, TRIGGER, { takeOff: true })));
		expect(json).toMatchObject([{ connected: true, pointsTo: TRIGGER }]);
		expect(number[field]).toBeNull();
		const before = json[0].before as IDataObject;
		expect([before.trunkSid, before.voiceApplicationSid]).toContain(taken);
	});

	test('a dry run says what would change on both sides, and sends nothing', async () => {
		const number = numbers.sandbox.phoneNumbers.seed('twilio');
		const [agentId] = numbers.agentIds();
		const { json } = await succeed(run('connect', toAgent(number, agentId, { dryRun: true })));
		expect(json).toMatchObject([
			{
				dryRun: true,
				connected: true,
				pointsTo: `Ultravox agent ${agentId}`,
				changes: [
					{ field: 'callCreationAllowedAgentIds', before: [], after: [agentId] },
					{ field: 'voiceUrl', before: null, after: numbers.addressOf(agentId) },
				],
			},
		]);
		expect(writes()).toEqual([]);
	});

	test('what Twilio stores is read back: another value than the wanted one is no success', async () => {
		const number = numbers.sandbox.phoneNumbers.seed('twilio');
		const somebodyElse = () => {
			number.voice_url = 'https://somebody.example/else';
		};
		numbers.sandbox.faults.add({
			method: 'GET',
			path: /IncomingPhoneNumbers/,
			after: 1,
			meanwhile: somebodyElse,
			delayMs: 0,
		});
		const { error } = await run('connect', toUrl(number, TRIGGER));
		expect(error?.message).toContain('stores something else for its address');
	});

	test('a change whose answer got lost is made again, which does no harm', async () => {
		const number = numbers.sandbox.phoneNumbers.seed('twilio');
		numbers.sandbox.faults.add({ method: 'POST', reset: 'before', applyFirst: true });
		const { json } = await succeed(run('connect', toUrl(number, TRIGGER, { maxRetries: 1 })));
		expect(json).toMatchObject([{ connected: true, changed: true }]);
	});

	test('where Twilio fails, the message says that the agent is allowed already', async () => {
		const number = numbers.sandbox.phoneNumbers.seed('twilio');
		const [agentId] = numbers.agentIds();
		numbers.sandbox.faults.add({ method: 'POST', status: 400, body: { message: 'No such URL' } });
		const { error } = await run('connect', toAgent(number, agentId));
		expect(error?.message).toBe('Twilio refused the request (status 400)');
		expect(error?.description).toContain('Twilio says: No such URL');
		expect(error?.description).toContain('The agent may take calls');
		expect(allowed()).toEqual([agentId]);
	});

	test('a token that Ultravox repeats in a refusal is blanked', async () => {
		const number = numbers.sandbox.phoneNumbers.seed('twilio');
		const { authToken } = numbers.sandbox.state.phoneProviders.twilio.account;
		numbers.sandbox.faults.add({ method: 'PATCH', status: 400, body: [`No: ${authToken}`] });
		const { error } = await run('connect', toAgent(number, numbers.agentIds()[0]));
		expect(error?.message).toBe('No: ***');
		expect(number.voice_url).toBe('');
	});

	test('without a configuration at Ultravox the number is left as it is', async () => {
		const number = numbers.sandbox.phoneNumbers.seed('twilio');
		numbers.sandbox.state.configs.twilio = null;
		const { error } = await run('connect', toAgent(number, numbers.agentIds()[0]));
		expect(error?.message).toContain('no Twilio configuration yet');
		expect(writes()).toEqual([]);
	});

	test('another account at Ultravox than that of the number is told', async () => {
		const number = numbers.sandbox.phoneNumbers.seed('twilio');
		const accountSid = SID('AC');
		numbers.sandbox.seedConfig('twilio', { accountSid });
		const { json } = await succeed(run('connect', toAgent(number, numbers.agentIds()[0])));
		expect(json[0].warnings).toEqual([
			expect.stringContaining(`another Twilio account (Account SID ${accountSid})`),
		]);
	});

	test('a number that the account does not have is named; a longer one with the same digits is not taken', async () => {
		numbers.sandbox.phoneNumbers.seed('twilio', { phone_number: '+155501000012' });
		const { error } = await run('connect', toUrl({ phone_number: '+15550100001' }, TRIGGER));
		expect(error?.message).toBe('Phone Number: the Twilio account does not have +15550100001');
	});

	test.each([
		['http://localhost:5678/webhook/x', 'in a private network'],
		['n8n.example.com/webhook/x', 'is not a web address'],
	])('%s is refused before any request', async (url, message) => {
		const number = numbers.sandbox.phoneNumbers.seed('twilio');
		const { error } = await run('connect', toUrl(number, url));
		expect(error?.message).toContain(message);
		expect(numbers.sandbox.requests).toEqual([]);
	});

	test('the address of a test run is taken, with a warning', async () => {
		const number = numbers.sandbox.phoneNumbers.seed('twilio');
		const url = TRIGGER.replace('/webhook/', '/webhook-test/');
		const { json } = await succeed(run('connect', toUrl(number, url)));
		expect(json[0].warnings).toEqual([expect.stringContaining('only while the editor listens')]);
	});

	test('several items for one number are done in their order', async () => {
		const number = numbers.sandbox.phoneNumbers.seed('twilio');
		const items = ['one', 'two', 'three'].map((name) => ({ url: `https://example.com/${name}` }));
		const { json } = await succeed(run('connect', toUrl(number, '={{ $json.url }}'), { items }));
		expect(json.map(({ before }) => (before as IDataObject).voiceUrl)).toEqual([
			null,
			'https://example.com/one',
			'https://example.com/two',
		]);
		expect(number.voice_url).toBe('https://example.com/three');
	});

	test('the token goes to Twilio only, the API key to Ultravox only', async () => {
		const number = numbers.sandbox.phoneNumbers.seed('twilio');
		await succeed(run('connect', toAgent(number, numbers.agentIds()[0])));
		const hosts = new Set(numbers.toProvider().map(({ headers }) => headers.host));
		expect([...hosts]).toEqual(['api.twilio.com']);
		expect(numbers.toUltravox().every(({ apiKeyOk }) => apiKeyOk)).toBe(true);
	});
});

describe.each(['telnyx', 'plivo'] as const)('%s', (provider) => {
	const numberOf = (seeded: Seeded) =>
		`+${String(seeded.phone_number ?? seeded.number).replace('+', '')}`;

	test('gives the address and the steps, allows the agent, and says that it is not connected yet', async () => {
		const { sandbox } = numbers;
		sandbox.seedConfig(provider);
		const number = numberOf(sandbox.phoneNumbers.seed(provider));
		const [agentId] = numbers.agentIds();
		const { json } = await succeed(
			run('connect', { ...toAgent({ phone_number: number }, agentId), provider }),
		);
		const url = numbers.addressOf(agentId);
		expect(json).toMatchObject([
			{
				phoneNumber: number,
				connected: false,
				pointsTo: 'Nothing yet',
				setUrl: url,
				setMethod: 'POST',
			},
		]);
		const steps = json[0].steps as string[];
		expect(steps.some((step) => step.includes(url) && step.includes('POST'))).toBe(true);
		expect(steps.some((step) => step.includes(number))).toBe(true);
		expect(json[0].warnings).toEqual([expect.stringContaining('is not connected yet')]);
		expect(sandbox.state.configs[provider]?.callCreationAllowedAgentIds).toEqual([agentId]);
		expect(numbers.toProvider().every(({ method }) => method === 'GET')).toBe(true);
	});

	test('says that it is connected once the steps are done', async () => {
		const { sandbox } = numbers;
		sandbox.seedConfig(provider);
		const [agentId] = numbers.agentIds();
		const url = numbers.addressOf(agentId);
		const application = sandbox.phoneNumbers.seedApplication(provider, {
			...(provider === 'telnyx'
				? { voice_url: url, voice_method: 'post' }
				: { answer_url: url, answer_method: 'POST' }),
		});
		const number = sandbox.phoneNumbers.seed(provider, {
			...(provider === 'telnyx'
				? { connection_id: application.id }
				: { application: application.resource_uri }),
		});
		const { json } = await succeed(
			run('connect', { ...toAgent({ phone_number: numberOf(number) }, agentId), provider }),
		);
		expect(json).toMatchObject([{ connected: true, steps: [] }]);
		expect(json[0].warnings).toBeUndefined();
	});
});
