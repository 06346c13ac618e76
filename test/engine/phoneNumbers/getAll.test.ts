import { succeed } from '../../support/expectSuccess';
import { numbersFixture } from './fixture';

const numbers = numbersFixture();
const { run, search } = numbers;
const words = (json: unknown) => (json as { pointsTo: string }).pointsTo;

const SID = (letters: string) => letters + 'a'.repeat(32);

test('Twilio: says of each number what answers its calls, a trunk and an application first', async () => {
	const { phoneNumbers } = numbers.sandbox;
	const [agentId] = numbers.agentIds();
	const { sid } = phoneNumbers.seedApplication('twilio', { friendly_name: 'Old line' });
	phoneNumbers.seed('twilio');
	phoneNumbers.seed('twilio', { voice_url: numbers.addressOf(agentId) });
	phoneNumbers.seed('twilio', { voice_url: 'https://example.com/voice' });
	phoneNumbers.seed('twilio', {
		voice_url: numbers.addressOf(agentId),
		voice_application_sid: sid,
	});
	phoneNumbers.seed('twilio', { voice_url: numbers.addressOf(agentId), trunk_sid: SID('TK') });
	const { json } = await succeed(run('getAll'));
	expect(json.map(words)).toEqual([
		'Nothing yet',
		`Ultravox agent ${agentId}`,
		'https://example.com/voice',
		'Application "Old line": https://example.com/application',
		`SIP trunk ${SID('TK')}`,
	]);
	expect(json.map(({ agentId: found }) => found)).toEqual([null, agentId, null, null, null]);
	expect(numbers.toUltravox()).toEqual([]);
	expect(numbers.toProvider().every(({ apiKeyOk }) => apiKeyOk)).toBe(true);
});

test('Twilio: follows the pages, up to Limit or to the end', async () => {
	const { phoneNumbers } = numbers.sandbox;
	for (let count = 0; count < 1001; count++) phoneNumbers.seed('twilio');
	expect((await succeed(run('getAll', { limit: 7 }))).json).toHaveLength(7);
	const { json } = await succeed(run('getAll', { returnAll: true }));
	expect(new Set(json.map(({ phoneNumber }) => phoneNumber)).size).toBe(1001);
	expect(numbers.toProvider().map(({ query }) => [query.PageSize, query.Page])).toEqual([
		['7', undefined],
		['1000', undefined],
		['1000', '1'],
	]);
});

test('Twilio: the whole record without Simplify', async () => {
	const number = numbers.sandbox.phoneNumbers.seed('twilio');
	const { json } = await succeed(run('getAll', { simplify: false }));
	expect(json).toEqual([{ ...number, pointsTo: 'Nothing yet', agentId: null }]);
});

test('Telnyx: says what the TeXML application of each number has, and which connection is none', async () => {
	const { phoneNumbers } = numbers.sandbox;
	const [agentId] = numbers.agentIds();
	const { id } = phoneNumbers.seedApplication('telnyx', {
		friendly_name: 'Agents',
		voice_url: numbers.addressOf(agentId),
		voice_method: 'post',
	});
	for (let count = 0; count < 120; count++) phoneNumbers.seed('telnyx');
	phoneNumbers.seed('telnyx', { connection_id: id, connection_name: 'Agents' });
	phoneNumbers.seed('telnyx', { connection_id: '17', connection_name: 'Office' });
	const { json } = await succeed(run('getAll', { provider: 'telnyx', returnAll: true }));
	expect(json).toHaveLength(122);
	expect(json.slice(-2)).toMatchObject([
		{ pointsTo: `Application "Agents": Ultravox agent ${agentId}`, agentId, method: 'POST' },
		{ pointsTo: 'Application "Office": no address', agentId: null, url: null },
	]);
	expect(words(json[0])).toBe('Nothing yet');
});

test('Plivo: says what the application of each number has; numbers get their plus sign', async () => {
	const { phoneNumbers } = numbers.sandbox;
	const [agentId] = numbers.agentIds();
	const { resource_uri: application } = phoneNumbers.seedApplication('plivo', {
		app_name: 'Agents',
		answer_url: numbers.addressOf(agentId),
		answer_method: 'POST',
	});
	for (let count = 0; count < 41; count++) phoneNumbers.seed('plivo');
	phoneNumbers.seed('plivo', { application, number: '15550309999', alias: 'Desk' });
	const { json } = await succeed(run('getAll', { provider: 'plivo', returnAll: true }));
	expect(json).toHaveLength(42);
	expect(json[41]).toMatchObject({
		phoneNumber: '+15550309999',
		name: 'Desk',
		pointsTo: `Application "Agents": Ultravox agent ${agentId}`,
		agentId,
	});
});

test('the list of the panel has the numbers of the provider that is chosen', async () => {
	const { phoneNumbers } = numbers.sandbox;
	const { phone_number: number } = phoneNumbers.seed('twilio', { friendly_name: 'Front desk' });
	phoneNumbers.seed('twilio', { friendly_name: 'Other' });
	phoneNumbers.seed('plivo', { number: '15550309999' });
	expect(await search({}, 'front')).toEqual([{ name: `${number} · Front desk`, value: number }]);
	expect(await search({ provider: 'plivo' })).toEqual([
		{ name: '+15550309999', value: '+15550309999' },
	]);
});

describe('when it goes wrong', () => {
	const options = { maxRetries: 0 };

	test('an account that the provider does not accept is named, with the credential to open', async () => {
		const { error } = await run(
			'getAll',
			{ options },
			{
				credentials: {
					ultravoxApi: { apiKey: numbers.sandbox.apiKey, baseUrl: numbers.sandbox.url },
					ultravoxTwilioApi: {
						...numbers.credentialsOf('twilio').ultravoxTwilioApi,
						authToken: 'made-up-wrong-token',
					},
				},
			},
		);
		expect(error?.message).toBe('Twilio did not accept the account');
		expect(error?.description).toContain('Twilio Account Credential');
		expect(error?.description).toContain('Twilio says: Authenticate');
	});

	test('without a credential, the panel is named', async () => {
		const { error } = await run(
			'getAll',
			{ provider: 'telnyx' },
			{
				credentials: {
					ultravoxApi: { apiKey: numbers.sandbox.apiKey, baseUrl: numbers.sandbox.url },
				},
			},
		);
		expect(error?.message).toBe('Telnyx Account Credential: none is chosen');
		expect(numbers.sandbox.requests).toEqual([]);
	});

	test.each([
		['twilio', '/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/IncomingPhoneNumbers.json'],
		['telnyx', '/v2/phone_numbers'],
		['plivo', '/v1/Account/MAXXXXXXXXXXXXXXXXXX/Number/'],
	])('%s: a secret that comes back in a refusal is blanked', async (provider, path) => {
		const { account } = numbers.sandbox.state.phoneProviders[provider as 'twilio'];
		const said = `No: ${account.authToken ?? account.apiKey}`;
		const body = { message: said, error: said, errors: [{ title: said }] };
		numbers.sandbox.faults.add({ path, status: 400, body });
		const { error } = await run('getAll', { provider, options });
		expect(`${error?.message} ${error?.description}`).toContain('says: No: ***');
	});

	test('a next page at another address is not asked', async () => {
		numbers.sandbox.faults.add({
			body: { incoming_phone_numbers: [], next_page_uri: 'https://elsewhere.example/next' },
		});
		const { error } = await run('getAll', { options });
		expect(error?.message).toContain('goes on at another address');
		expect(numbers.sandbox.requests).toHaveLength(1);
	});

	test('a redirect is not followed', async () => {
		numbers.sandbox.faults.add({
			status: 302,
			headers: { location: 'https://elsewhere.example/' },
		});
		const { error } = await run('getAll', { options });
		expect(error?.message).toBe('api.twilio.com answered with a redirect, which is not followed');
	});

	test('a busy provider is asked again', async () => {
		numbers.sandbox.phoneNumbers.seed('twilio');
		numbers.sandbox.faults.add({ status: 429, headers: { 'retry-after': '1' } });
		expect((await succeed(run('getAll'))).json).toHaveLength(1);
		expect(numbers.sandbox.requests.map(({ status }) => status)).toEqual([429, 200]);
	});
});
