/** Connect, where something goes wrong between its requests: what the number was before is not lost. */
import type { IDataObject } from 'n8n-workflow';
import { succeed } from '../../support/expectSuccess';
import { chosen, numbersFixture, type Seeded } from './fixture';

const numbers = numbersFixture();
const EARLIER = 'https://shop.example.com/voice';
const NUMBERS = /IncomingPhoneNumbers/;

const seed = () => numbers.sandbox.phoneNumbers.seed('twilio', { voice_url: EARLIER });
const toAgent = (number: Seeded, options: IDataObject = {}) => ({
	phoneNumber: chosen(number.phone_number),
	agentId: chosen(numbers.agentIds()[0]),
	options: { maxRetries: 0, ...options } as never,
});

/** The number is changed, and then cannot be read back. */
const failAfterChange = () =>
	numbers.sandbox.faults.add({ method: 'GET', path: NUMBERS, after: 1, status: 500 });

test('Retry On Fail gives as before what was there before its first try', async () => {
	const number = seed();
	failAfterChange();
	const { json } = await succeed(
		numbers.run('connect', toAgent(number), { retryOnFail: { maxTries: 2 } }),
	);
	expect(json).toMatchObject([
		{
			connected: true,
			changed: true,
			before: { voiceUrl: EARLIER },
			changes: [{ field: 'voiceUrl', before: EARLIER }],
		},
	]);
	const { before } = json[0] as { before: IDataObject };
	const restore = JSON.stringify(before);
	await succeed(numbers.run('disconnect', { phoneNumber: toAgent(number).phoneNumber, restore }));
	expect(number.voice_url).toBe(EARLIER);
});

test('the message says where the number pointed before', async () => {
	const number = seed();
	failAfterChange();
	const { error } = await numbers.run('connect', toAgent(number));
	expect(error?.description).toContain(`Before, it pointed at: ${EARLIER}.`);
	expect(error?.description).toContain('The agent may take calls of this account now');
});

test('the message does not say so where Twilio has refused the change', async () => {
	const number = seed();
	numbers.sandbox.faults.add({ method: 'POST', status: 400 });
	const { error } = await numbers.run('connect', toAgent(number));
	expect(error?.description).not.toContain('Before, it');
	expect(number.voice_url).toBe(EARLIER);
});
