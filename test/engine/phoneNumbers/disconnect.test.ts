import type { IDataObject } from 'n8n-workflow';
import { succeed } from '../../support/expectSuccess';
import { chosen, numbersFixture, type Seeded } from './fixture';

const numbers = numbersFixture();
const { run } = numbers;
const SID = (letters: string) => letters + 'a'.repeat(32);
const TRIGGER = 'https://n8n.example.com/webhook/incoming';
const OPTIONS = { maxRetries: 0 };

async function connected(number: Seeded, options: IDataObject = {}): Promise<IDataObject> {
	const { json } = await succeed(
		run('connect', {
			phoneNumber: chosen(number.phone_number),
			target: 'url',
			url: TRIGGER,
			options: { ...OPTIONS, ...options } as never,
		}),
	);
	numbers.sandbox.requests.length = 0;
	return json[0];
}

const disconnect = async (number: Seeded, restore?: unknown, options: IDataObject = {}) =>
	await run(
		'disconnect',
		{
			phoneNumber: chosen(number.phone_number),
			...(restore === undefined ? {} : { restore: '={{ $json.before }}' }),
			options: { ...OPTIONS, ...options } as never,
		},
		{ items: [{ before: restore } as IDataObject] },
	);
const writes = () => numbers.sandbox.requests.filter(({ method }) => method !== 'GET');

test.each<[string, IDataObject]>([
	['an address', { voice_url: 'https://example.com/earlier', voice_method: 'GET' }],
	['nothing', {}],
	['a trunk', { trunk_sid: SID('TK') }],
	['an application', { voice_application_sid: 'application', voice_url: 'https://example.com/x' }],
])('what Connect found is put back: %s', async (_, fields) => {
	const { phoneNumbers } = numbers.sandbox;
	const { sid } = phoneNumbers.seedApplication('twilio');
	const number = phoneNumbers.seed('twilio', {
		...fields,
		...('voice_application_sid' in fields ? { voice_application_sid: sid } : {}),
	});
	const earlier = { ...number };
	const { before } = await connected(number, { takeOff: true });
	expect(number).not.toEqual(earlier);
	const { json } = await succeed(disconnect(number, before));
	expect(number).toEqual(earlier);
	expect(json).toMatchObject([{ phoneNumber: number.phone_number, changed: true }]);
	numbers.sandbox.requests.length = 0;
	const again = await succeed(disconnect(number, before));
	expect(again.json).toMatchObject([{ changed: false, changes: [] }]);
	expect(again.json[0].warnings).toEqual([expect.stringContaining('as it was before already')]);
	expect(writes()).toEqual([]);
});

test.each<[string, IDataObject]>([
	['at another address', { voice_url: 'https://somebody.example/else' }],
	['at a trunk', { trunk_sid: SID('TK') }],
])('a number that somebody has pointed %s since is left as it is', async (_, since) => {
	const number = numbers.sandbox.phoneNumbers.seed('twilio', { voice_url: 'https://example.com/' });
	const { before } = await connected(number);
	Object.assign(number, since);
	const { error } = await disconnect(number, before);
	expect(error?.message).toContain(`does not point where Connect put it, ${TRIGGER}`);
	expect(writes()).toEqual([]);
});

test('without Restore the address of an agent is taken away, and the agent stays on the line', async () => {
	const [agentId] = numbers.agentIds();
	numbers.sandbox.seedConfig('twilio', { callCreationAllowedAgentIds: [agentId] });
	const number = numbers.sandbox.phoneNumbers.seed('twilio', {
		voice_url: numbers.addressOf(agentId),
		voice_fallback_url: 'https://example.com/own',
	});
	const { json } = await succeed(disconnect(number));
	expect(json).toMatchObject([
		{ pointsTo: 'Nothing yet', url: null, changes: [{ field: 'voiceUrl', after: null }] },
	]);
	expect(number.voice_fallback_url).toBe('https://example.com/own');
	expect(numbers.toUltravox()).toEqual([]);
	const again = await succeed(disconnect(number));
	expect(again.json[0].warnings).toEqual([expect.stringContaining('points at nothing already')]);
});

test('without Restore any other address is left as it is', async () => {
	const number = numbers.sandbox.phoneNumbers.seed('twilio', { voice_url: TRIGGER });
	const { error } = await disconnect(number);
	expect(error?.message).toContain(`does not point at an Ultravox agent, but at: ${TRIGGER}`);
	expect(error?.description).toContain('Give Restore what Connect gave as before');
	expect(writes()).toEqual([]);
});

test('a dry run changes nothing and says what would change', async () => {
	const number = numbers.sandbox.phoneNumbers.seed('twilio', { voice_url: 'https://example.com/' });
	const { before } = await connected(number);
	const { json } = await succeed(disconnect(number, before, { dryRun: true }));
	expect(json).toMatchObject([
		{
			dryRun: true,
			pointsTo: 'https://example.com/',
			changes: [{ field: 'voiceUrl', before: TRIGGER, after: 'https://example.com/' }],
		},
	]);
	expect(writes()).toEqual([]);
});

test.each<[string, unknown, string]>([
	['an object that is none', { a: 1 }, 'is not what Connect gives as before'],
	['an empty object', {}, 'is not what Connect gives as before'],
	[
		'that of another number',
		{ phoneNumber: '+15559999999', connectedTo: TRIGGER },
		'it is of the number +15559999999',
	],
])('Restore is refused before any request: %s', async (_, restore, message) => {
	const number = numbers.sandbox.phoneNumbers.seed('twilio', { voice_url: TRIGGER });
	const { error } = await disconnect(number, restore);
	expect(error?.message).toContain(message);
	expect(numbers.sandbox.requests).toEqual([]);
});

test.each(['telnyx', 'plivo'] as const)(
	'%s: gives the steps and changes nothing',
	async (provider) => {
		const { phoneNumbers } = numbers.sandbox;
		const [agentId] = numbers.agentIds();
		const url = numbers.addressOf(agentId);
		const application = phoneNumbers.seedApplication(provider, { voice_url: url, answer_url: url });
		const fields =
			provider === 'telnyx'
				? { connection_id: application.id }
				: { application: application.resource_uri };
		if (provider === 'telnyx') delete application.answer_url;
		else delete application.voice_url;
		const { phone_number: own, number } = phoneNumbers.seed(provider, fields);
		const phoneNumber = own ?? `+${String(number)}`;
		const { json } = await succeed(
			run('disconnect', { provider, phoneNumber: chosen(phoneNumber), options: OPTIONS }),
		);
		expect(json).toMatchObject([{ phoneNumber, changed: false }]);
		expect((json[0].steps as string[]).join(' ')).toContain(String(phoneNumber));
		expect(json[0].warnings).toEqual([expect.stringContaining('is still connected')]);
		expect(writes()).toEqual([]);
	},
);
