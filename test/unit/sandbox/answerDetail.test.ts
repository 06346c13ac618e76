import { startSandbox, type Sandbox } from '../../../sandbox';
import { caller, type Call } from './caller';

let sandbox: Sandbox;
let call: Call;

beforeAll(async () => {
	sandbox = await startSandbox({ agents: 2 });
	call = caller(sandbox);
});
beforeEach(() => sandbox.reset());
afterAll(async () => {
	await sandbox.close();
	expect(sandbox.violations).toEqual([]);
});

async function readCall(): Promise<unknown> {
	const [{ callId }] = sandbox.calls.seed(1, { body: { metadata: { customer: '4711' } } });
	return (await call('GET', `/api/calls/${callId}`)).body;
}

test('everything: what is stored stays, and every field of the type has a value', async () => {
	sandbox.switches.answerDetail = 'everything';
	expect(await readCall()).toMatchObject({
		agent: { agentId: [...sandbox.state.agents.keys()][0] },
		endReason: 'hangup',
		metadata: { customer: '4711', '*': 'text' },
		sipDetails: { billedDuration: '30s', terminationReason: 'SIP_TERMINATION_NORMAL' },
		inactivityMessages: [{ duration: '30s', message: 'text' }],
	});
});

test('everything: of fields that exclude each other one is there', async () => {
	sandbox.switches.answerDetail = 'everything';
	const [agentId] = sandbox.state.agents.keys();
	const { body } = await call('GET', `/api/agents/${agentId}`);
	const { callTemplate } = body as { callTemplate: Record<string, unknown> };
	expect(callTemplate).toMatchObject({ voice: 'text', selectedTools: [{ toolId: 'text' }] });
	expect(callTemplate).not.toHaveProperty('externalVoice');
	expect(Object.keys(callTemplate.medium as object)).toEqual(['webRtc']);
});

test('least: null wherever it may stand, and nothing that may be missing', async () => {
	sandbox.switches.answerDetail = 'least';
	const body = await readCall();
	expect(body).toMatchObject({ agent: null, ended: null, endReason: null, metadata: {} });
	expect(body).not.toHaveProperty('maxDuration');
});

test.each(['everything', 'least'] as const)('%s: pages can still be turned', async (detail) => {
	sandbox.switches.answerDetail = detail;
	const { body } = await call('GET', '/api/agents?pageSize=1');
	expect(body).toMatchObject({ next: expect.stringContaining('cursor='), previous: null });
	expect(await call('GET', '/api/calls')).toMatchObject({ body: { next: null, results: [] } });
});
