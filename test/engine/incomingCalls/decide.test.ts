import { sleep, type IDataObject, type INodeParameters } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import { UltravoxToolTrigger } from '../../../nodes/UltravoxToolTrigger/UltravoxToolTrigger.node';
import type { ProviderWithNumbers, Sandbox } from '../../../sandbox';
import { PROVIDERS_WITH_NUMBERS } from '../../../sandbox/phoneNumbers/providers';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';
import { runNode, type RunOptions, type RunResult } from '../../support/harness';
import { anIncomingCall, ON_INCOMING_CALL } from '../../support/operationRuns';

jest.setTimeout(60_000);

const account = useSandbox();
let sandbox: Sandbox;
let agentId: string;

beforeEach(() => {
	({ sandbox } = account);
	[agentId] = sandbox.state.agents.keys();
});

/** As n8n names the node that an AI agent uses. */
class UltravoxTool extends Ultravox {
	override description = { ...new Ultravox().description, name: 'ultravoxTool' };
}

const late = () => ({ answerBy: new Date(Date.now() - 1000).toISOString() });

const agent = () => ({ agentId: { __rl: true, mode: 'id', value: agentId } });

const options = (parameters: INodeParameters, more: Partial<RunOptions> = {}): RunOptions => ({
	node: Ultravox,
	parameters: { resource: 'incomingCall', ...parameters },
	credentials: account.credentials(),
	items: [anIncomingCall()],
	start: ON_INCOMING_CALL,
	...more,
});

const answer = (parameters: INodeParameters = {}, more: Partial<RunOptions> = {}) =>
	options({ operation: 'answer', ...agent(), ...parameters }, more);

const forward = (to: string, more: Partial<RunOptions> = {}) =>
	options({ operation: 'forward', to }, more);

const reject = (parameters: INodeParameters, more: Partial<RunOptions> = {}) =>
	options({ operation: 'reject', ...parameters }, more);

/** What the provider was told; fails where nothing was, or more than once. */
function told({ sent }: RunResult): string {
	expect(sent).toHaveLength(1);
	expect(sent[0]).toMatchObject({
		statusCode: 200,
		headers: { 'Content-Type': 'text/xml; charset=utf-8' },
	});
	return String((sent[0] as IDataObject).body);
}

/** What went wrong; the provider was told nothing, and nobody was called. */
async function refusal(run: RunOptions): Promise<string> {
	const { error, sent } = await runNode(run);
	expect(sent).toEqual([]);
	return `${error?.message} ${error?.description ?? ''}`;
}

const callsMade = () => sandbox.requests.filter(({ method }) => method === 'POST');

describe.each(PROVIDERS_WITH_NUMBERS)('Answer, %s', (provider) => {
	it('creates the call over the provider, and has it joined', async () => {
		const result = await succeed(runNode(answer({}, { items: [anIncomingCall(provider)] })));
		const [call] = [...sandbox.state.calls.values()];
		expect(call.medium).toEqual({ [provider]: {} });
		expect(told(result)).toContain(String(call.joinUrl).replaceAll('&', '&amp;'));
		expect(result.json).toMatchObject([
			{
				direction: 'incoming',
				from: '+15550000001',
				to: '+15559876543',
				medium: provider,
				status: 'created',
				callId: call.callId,
				isNew: true,
			},
		]);
	});
});

describe('Answer', () => {
	it('tells the agent what the workflow knows', async () => {
		const additionalFields = {
			templateContext: { values: [{ name: 'customerName', value: 'Ada' }] },
			metadata: { values: [{ name: 'customer', value: '4711' }] },
			maxDuration: 600,
		};
		await succeed(runNode(answer({ additionalFields })));
		const [{ body }] = callsMade();
		expect(body).toMatchObject({
			templateContext: { customerName: 'Ada' },
			metadata: { customer: '4711' },
			maxDuration: '600s',
			joinTimeout: '20s',
		});
	});

	it('works with a prompt instead of an agent', async () => {
		const prompt = { callSource: 'prompt', systemPrompt: 'You take messages.' };
		const result = await succeed(runNode(answer(prompt)));
		expect(told(result)).toContain('<Connect><Stream url="wss://');
		expect(callsMade()).toMatchObject([
			{ path: '/api/calls', body: { systemPrompt: 'You take messages.' } },
		]);
	});

	it('leaves a time to join that is set as it is', async () => {
		await succeed(runNode(answer({ additionalFields: { joinTimeout: 45 } })));
		expect(callsMade()[0].body).toMatchObject({ joinTimeout: '45s' });
	});

	it('makes one call of a call, also where another process was asked too', async () => {
		const first = await succeed(runNode(answer()));
		const second = await succeed(runNode(answer()));
		expect(callsMade()).toHaveLength(1);
		expect(told(second)).toBe(told(first));
		expect(second.json).toMatchObject([{ isNew: false }]);
		expect(callsMade()[0].body).toMatchObject({
			metadata: { n8nDeduplicationKey: `twilio-${String(anIncomingCall().providerCallId)}` },
		});
	});

	it('leaves the call to the Default Agent when Ultravox does not create it', async () => {
		sandbox.faults.add({ method: 'POST', status: 400, times: 1 });
		expect(await refusal(answer())).toContain('Ultravox');
	});

	it('creates nothing when the caller is with the Default Agent already', async () => {
		const items = [{ ...anIncomingCall(), ...late() }];
		expect(await refusal(answer({}, { items }))).toContain(
			'This step came too late: the caller was given to the Default Agent of the trigger',
		);
		expect(sandbox.requests).toEqual([]);
	});

	it('creates nothing in a retry, for which no caller waits', async () => {
		expect(await refusal(answer({}, { mode: 'retry' }))).toContain('this execution is a retry');
		expect(sandbox.requests).toEqual([]);
	});

	it('says that the time of the caller ran out when Ultravox takes longer', async () => {
		sandbox.switches.latencyMs = 1400;
		const answerBy = new Date(Date.now() + 1000).toISOString();
		const said = await refusal(answer({}, { items: [{ ...anIncomingCall(), answerBy }] }));
		expect(said).toContain('This step came too late');
		expect(said).toContain('raise Time Limit under Options of the Ultravox Incoming Call Trigger');
		// What was given up is still under way.
		while (sandbox.traffic.open > 0) await sleep(10);
	});

	it('creates nothing when the look for an earlier one has taken all the time', async () => {
		const now = Date.now;
		const clock = jest.spyOn(Date, 'now');
		clock.mockImplementation(() => now() + (sandbox.requests.length > 0 ? 120_000 : 0));
		const said = await refusal(answer());
		clock.mockRestore();
		expect(said).toContain('This step came too late');
		expect(callsMade()).toEqual([]);
	});

	it('says of a call that was created too late that nobody joins it', async () => {
		const now = Date.now;
		const clock = jest.spyOn(Date, 'now');
		clock.mockImplementation(() => now() + (callsMade().length > 0 ? 120_000 : 0));
		const said = await refusal(answer());
		clock.mockRestore();
		const [callId] = sandbox.state.calls.keys();
		expect(said).toContain(
			`the caller was given to the Default Agent of the trigger. Nobody joins the call that was created for it (${callId})`,
		);
	});

	it('does not join a call that is over, or that somebody else has joined', async () => {
		const additionalFields = { deduplicationKey: 'customer-4711' };
		await succeed(runNode(answer({ additionalFields })));
		const [callId] = sandbox.state.calls.keys();
		sandbox.calls.join(callId);
		const said = `The call ${callId} cannot be joined any more`;
		expect(await refusal(answer({ additionalFields }))).toContain(said);
		sandbox.calls.end(callId);
		expect(await refusal(answer({ additionalFields }))).toContain(said);
	});

	it('refuses what cannot be right before anything is sent', async () => {
		const wrong = { agentId: { __rl: true, mode: 'id', value: 'nobody' } };
		expect(await refusal(answer(wrong))).toContain('Agent: "nobody" is not an ID');
		expect(sandbox.requests).toEqual([]);
	});
});

describe('Forward', () => {
	it.each([
		['twilio', '+1 (555) 123-4567', '<Dial><Number>+15551234567</Number></Dial>'],
		['twilio', 'sip:desk@carrier.example', '<Dial><Sip>sip:desk@carrier.example</Sip></Dial>'],
		['telnyx', '+15551234567', '<Dial><Number>+15551234567</Number></Dial>'],
		['plivo', '+15551234567', '<Dial><Number>15551234567</Number></Dial>'],
		['plivo', 'sip:desk@carrier.example', '<Dial><User>sip:desk@carrier.example</User></Dial>'],
	] as const)('%s: %s', async (provider, to, expected) => {
		const result = await succeed(runNode(forward(to, { items: [anIncomingCall(provider)] })));
		expect(told(result)).toContain(`<Response>${expected}</Response>`);
		expect(result.json).toMatchObject([{ forwarded: true, from: '+15550000001' }]);
		expect(sandbox.requests).toEqual([]);
	});

	it('refuses what is no number', async () => {
		expect(await refusal(forward('reception'))).toContain(
			'To: "reception" is not a phone number or a SIP address',
		);
	});
});

describe('Reject', () => {
	it.each([
		['twilio', { reason: 'busy' }, '<Reject reason="busy"/>'],
		['telnyx', { reason: 'rejected' }, '<Reject reason="rejected"/>'],
		['plivo', { reason: 'busy' }, '<Hangup reason="busy"/>'],
		['twilio', { reason: 'message', text: 'A & B' }, '<Say>A &amp; B</Say><Hangup/>'],
		[
			'plivo',
			{ reason: 'message', text: 'Zu.', options: { language: 'de-DE' } },
			'<Speak language="de-DE">Zu.</Speak><Hangup/>',
		],
	] as Array<[ProviderWithNumbers, INodeParameters, string]>)(
		'%s: %j',
		async (provider, given, expected) => {
			const result = await succeed(runNode(reject(given, { items: [anIncomingCall(provider)] })));
			expect(told(result)).toContain(`<Response>${expected}</Response>`);
			expect(result.json).toMatchObject([{ rejected: true, reason: given.reason, provider }]);
		},
	);

	it.each([
		['a message without words', { reason: 'message', text: ' ' }, 'Text'],
		[
			'a language that is none',
			{ reason: 'message', text: 'Zu.', options: { language: 'German!' } },
			'Language: "German!" is not a language as providers name it',
		],
	] as Array<[string, INodeParameters, string]>)('refuses %s', async (_, given, expected) => {
		expect(await refusal(reject(given))).toContain(expected);
	});
});

describe.each<[string, (more?: Partial<RunOptions>) => RunOptions]>([
	['Answer', (more) => answer({}, more)],
	['Forward', (more) => forward('+15551234567', more)],
	['Reject', (more) => reject({}, more)],
])('%s', (name, run) => {
	it('refuses several items before anything is done', async () => {
		const items = [anIncomingCall(), anIncomingCall()];
		const said = await refusal(run({ items }));
		expect(said).toContain('Rows 1 to 2: there is one call, and only one answer to it');
		expect(sandbox.requests).toEqual([]);
	});

	it('names the trigger where the workflow does not begin with it', async () => {
		const said = await refusal(run({ start: undefined }));
		expect(said).toContain('the workflow does not begin with an Ultravox Incoming Call Trigger');
		const other = { toolName: 'x', toolDescription: 'x' };
		const begun = await refusal(run({ start: { node: UltravoxToolTrigger, parameters: other } }));
		expect(begun).toContain('Add the Ultravox Incoming Call Trigger in front of this step');
		expect(sandbox.requests).toEqual([]);
	});

	it('says so where the trigger has not started the execution', async () => {
		expect(await refusal(run({ items: [{ anything: 'else' }] }))).toContain(
			'the Ultravox Incoming Call Trigger has not started this execution',
		);
	});

	it('says so when it is too late', async () => {
		const items = [{ ...anIncomingCall(), ...late() }];
		expect(await refusal(run({ items }))).toContain('This step came too late');
	});

	it('says so as the tool of an AI agent', async () => {
		expect(await refusal(run({ node: UltravoxTool }))).toContain(
			'As the tool of an AI agent, this step cannot decide about a call',
		);
		expect(sandbox.requests).toEqual([]);
	});

	it('decides only once', async () => {
		const again = { node: Ultravox, nodeName: 'Second', ...pick(run()) };
		const result = await runNode(run({ nodeName: name, otherNodes: [again] }));
		expect(result.sent).toHaveLength(1);
		expect(result.error?.message).toContain(`The call was answered already by the step "${name}"`);
	});
});

const pick = ({ parameters }: RunOptions) => ({ parameters });
