import type { IDataObject } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import { UltravoxTrigger } from '../../../nodes/UltravoxTrigger/UltravoxTrigger.node';
import type { Sandbox } from '../../../sandbox';
import { callListSearch, runNode } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(30_000);

const FIRST_FIELDS = [
	'direction',
	'from',
	'to',
	'medium',
	'status',
	'endReason',
	'duration',
	'shortSummary',
];
const ADA = '+15550000001';
const DESK = '+15559876543';

const account = useSandbox();
let sandbox: Sandbox;
let agentId: string;

beforeEach(() => {
	({ sandbox } = account);
	[agentId] = sandbox.state.agents.keys();
});

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value });

async function run(operation: string, parameters: IDataObject, resource = 'call') {
	const { json } = await succeed(
		runNode({
			node: Ultravox,
			parameters: { resource, operation, ...parameters } as never,
			credentials: account.credentials(),
		}),
	);
	return json;
}

const get = async (callId: string) => (await run('get', { callId: byId(callId) }))[0];

describe('a call that Ultravox dials', () => {
	const medium = { twilio: { outgoing: { to: ADA, from: DESK } } };
	const parties = { direction: 'outgoing', from: DESK, to: ADA, medium: 'twilio' };

	it('begins with who and whom in Create, Get and Get Many, and ends with the IDs', async () => {
		sandbox.seedConfig('twilio');
		const [created] = await run('create', { agentId: byId(agentId), to: ADA, from: DESK });
		const read = await get(String(created.callId));
		const [listed] = await run('getAll', {});
		for (const call of [created, read, listed]) {
			expect(call).toMatchObject(parties);
			expect(Object.keys(call).slice(0, FIRST_FIELDS.length)).toEqual(FIRST_FIELDS);
		}
		expect(Object.keys(read).slice(-2)).toEqual(['agentId', 'callId']);
	});

	it('says so in the trigger, too', async () => {
		const [{ callId }] = sandbox.calls.seed(1, { body: { medium } });
		const [call] = await run('get', { callId: byId(callId), simplify: false });
		const { json } = await succeed(
			runNode({
				node: UltravoxTrigger,
				parameters: { events: ['call.ended'], simplify: true },
				credentials: account.credentials(),
				items: [{ event: 'call.ended', call }],
			}),
		);
		expect(json[0].call).toMatchObject({ ...parties, duration: 60 });
		expect(Object.keys(json[0].call as IDataObject).slice(0, 8)).toEqual(FIRST_FIELDS);
	});

	it('is listed with whom it went to', async () => {
		sandbox.calls.seed(1, { body: { medium } });
		const { results } = await callListSearch(Ultravox, 'searchCalls', {
			credentials: account.credentials(),
		});
		expect(results[0].name).toContain(ADA);
	});

	it('has the addresses of SIP', async () => {
		const [{ callId }] = sandbox.calls.seed(1, {
			body: { medium: { sip: { outgoing: { to: 'sip:ada@carrier.example', from: 'Desk' } } } },
		});
		expect(await get(callId)).toMatchObject({
			direction: 'outgoing',
			from: 'Desk',
			to: 'sip:ada@carrier.example',
			medium: 'sip',
		});
	});
});

describe('a call that came in', () => {
	it.each([
		['twilio', { CallSid: 'CA1', From: ADA, To: DESK, Direction: 'inbound' }, ADA, DESK],
		['telnyx', { CallSid: 'v3', From: ADA, To: DESK, CallerId: 'Ada' }, ADA, DESK],
		[
			'plivo',
			{ From: '15550000001', To: '15559876543', Direction: 'inbound' },
			'15550000001',
			'15559876543',
		],
		['twilio', { From: 'client:ada', To: DESK }, 'client:ada', DESK],
		['twilio', { From: '', Caller: ADA }, ADA, null],
	])('through %s with %j', async (provider, request, from, to) => {
		for (const form of ['flat', 'nested'] as const) {
			sandbox.switches.requestContextForm = form;
			const { callId } = sandbox.calls.receive({ [provider]: {} }, request);
			expect(await get(callId)).toMatchObject({
				direction: 'incoming',
				from,
				to,
				medium: provider,
			});
		}
	});

	it('through SIP, with or without who it was', async () => {
		const sip = { incoming: {} };
		const known = {
			callerId: ADA,
			fromUri: `sip:${ADA}@carrier.example`,
			toUri: 'sip:desk@ours.example',
		};
		expect(await get(sandbox.calls.receive({ sip }, known).callId)).toMatchObject({
			direction: 'incoming',
			from: ADA,
			to: 'sip:desk@ours.example',
			medium: 'sip',
		});
		expect(await get(sandbox.calls.receive({ sip }, {}).callId)).toMatchObject({
			direction: 'incoming',
			from: null,
			to: null,
		});
	});

	it('is outgoing where the provider says that it placed it', async () => {
		const request = { From: DESK, To: ADA, Direction: 'outbound-api' };
		const { callId } = sandbox.calls.receive({ twilio: {} }, request);
		expect(await get(callId)).toMatchObject({ direction: 'outgoing', from: DESK, to: ADA });
	});
});

describe('a call of which nothing is known', () => {
	it.each([
		['webRtc', {}],
		['twilio', {}],
		['twilio', { user: { from: 'Berlin' }, From: 42 }],
	])('%s with %j has no sides', async (medium, request) => {
		const { callId } = sandbox.calls.receive({ [medium]: {} }, request);
		expect(await get(callId)).toMatchObject({ direction: null, from: null, to: null, medium });
	});
});
