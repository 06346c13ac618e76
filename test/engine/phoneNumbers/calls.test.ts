import { succeed } from '../../support/expectSuccess';
import { chosen, numbersFixture } from './fixture';

const numbers = numbersFixture();
const { run } = numbers;
const OPTIONS = { maxRetries: 0 };

/** Somebody calls a Twilio number. */
const call = async (to: unknown) => {
	const result = await numbers.sandbox.incoming.call({ provider: 'twilio', to: String(to) });
	const agentId = numbers.sandbox.state.calls.get(result.callId ?? '')?.agentId;
	return { ...result, agentId };
};

test('a number that points nowhere has nobody to ask; connected to an agent, that agent answers', async () => {
	const { phone_number: to } = numbers.sandbox.phoneNumbers.seed('twilio');
	const [, agentId] = numbers.agentIds();
	await expect(call(to)).rejects.toThrow('points nowhere');
	await succeed(
		run('connect', { phoneNumber: chosen(to), agentId: chosen(agentId), options: OPTIONS }),
	);
	expect(await call(to)).toMatchObject({ outcome: 'speaks with an agent', agentId });
});

test('a number that points at a workflow: while n8n is down the fallback agent answers', async () => {
	const { phone_number: to } = numbers.sandbox.phoneNumbers.seed('twilio');
	const [agentId] = numbers.agentIds();
	const parameters = {
		phoneNumber: chosen(to),
		target: 'url',
		url: 'https://n8n.example.com/webhook/incoming',
		options: { ...OPTIONS, fallbackAgentId: agentId } as never,
	};
	await succeed(run('connect', parameters));
	expect(await call(to)).toMatchObject({
		outcome: 'speaks with an agent',
		agentId,
		steps: [{ status: 0 }, { status: 200 }],
	});
});

test('with a trunk Twilio asks nobody, until Connect has taken it off', async () => {
	const trunk = { trunk_sid: `TK${'a'.repeat(32)}` };
	const { phone_number: to } = numbers.sandbox.phoneNumbers.seed('twilio', trunk);
	const [agentId] = numbers.agentIds();
	await expect(call(to)).rejects.toThrow('trunk');
	const options = { ...OPTIONS, takeOff: true } as never;
	await succeed(run('connect', { phoneNumber: chosen(to), agentId: chosen(agentId), options }));
	expect(await call(to)).toMatchObject({ outcome: 'speaks with an agent', agentId });
});
