import fastify from 'fastify';
import { startSandbox } from '../../../sandbox';
import type { Sandbox } from '../../../sandbox';
import { caller } from './caller';
import type { Call } from './caller';

interface Asked {
	method: string;
	url: string;
	headers: Record<string, unknown>;
	body: string;
}

/** What the tool does next: an answer, or `wait` for none until the end of the test. */
interface Next {
	status?: number;
	headers?: Record<string, string>;
	body?: string;
	wait?: Promise<void>;
	onArrival?(): void;
}

const tool = fastify({ forceCloseConnections: true });
const asked: Asked[] = [];
let next: Next = {};
let origin: string;
let sandbox: Sandbox;
let call: Call;

beforeAll(async () => {
	tool.removeAllContentTypeParsers();
	tool.addContentTypeParser('*', { parseAs: 'string' }, (_request, raw, done) => done(null, raw));
	tool.all('/*', async (request, reply) => {
		const { method, url, headers } = request;
		asked.push({ method, url, headers, body: (request.body as string | undefined) ?? '' });
		next.onArrival?.();
		await next.wait;
		return await reply
			.code(next.status ?? 200)
			.headers(next.headers ?? {})
			.send(next.body ?? 'fine');
	});
	origin = await tool.listen({ host: '127.0.0.1', port: 0 });
	sandbox = await startSandbox({ agents: 1 });
	call = caller(sandbox);
});
beforeEach(() => {
	sandbox.reset();
	sandbox.switches.webhookOrigin = origin;
	asked.length = 0;
	next = {};
});
afterAll(async () => {
	await tool.close();
	await sandbox.close();
	expect(sandbox.violations).toEqual([]);
});

const at = (name: string, place: string, more: object) => ({
	name,
	location: `PARAMETER_LOCATION_${place}`,
	...more,
});
const text = { schema: { type: 'string' } };

async function aCall(definition: object = {}, selected: object = {}, body: object = {}) {
	const { toolId } = sandbox.tools.seed({ name: 'lookUp', definition: { ...definition } });
	const [agentId] = sandbox.state.agents.keys();
	const selectedTools = [{ toolId, ...selected }, { toolName: 'hangUp' }];
	const callTemplate = { selectedTools };
	expect((await call('PATCH', `/api/agents/${agentId}`, { callTemplate })).status).toBe(200);
	const made = await call('POST', `/api/agents/${agentId}/calls`, body);
	expect(made.status).toBe(201);
	const { callId } = made.body as { callId: string };
	sandbox.calls.join(callId);
	return { callId, toolId };
}

const use = async (callId: string, given: Record<string, unknown> = {}, name = 'lookUp') =>
	await sandbox.tools.invoke({ callId, tool: name, arguments: given });
const messages = async (callId: string) => {
	const { body } = await call('GET', `/api/calls/${callId}/messages?mode=in_call`);
	return (body as { results: Array<Record<string, unknown>> }).results;
};

test('a tool gets what the model, agent, definition and service give, each in its place', async () => {
	const { callId } = await aCall(
		{
			http: { baseUrlPattern: 'https://a.example/order/{order}?a=b', httpMethod: 'POST' },
			dynamicParameters: [
				at('order', 'PATH', { ...text, required: true }),
				at('when', 'BODY', text),
				at('left out', 'BODY', text),
				at('who', 'BODY', text),
			],
			staticParameters: [
				at('X-Secret', 'HEADER', { value: 'abc' }),
				at('n', 'QUERY', { value: 1 }),
			],
			automaticParameters: [
				at('X-Call', 'HEADER', { knownValue: 'KNOWN_PARAM_CALL_ID' }),
				at('X-State', 'HEADER', { knownValue: 'KNOWN_PARAM_CALL_STATE' }),
				at('meta', 'BODY', { knownValue: 'KNOWN_PARAM_CALL_METADATA' }),
				at('history', 'BODY', { knownValue: 'KNOWN_PARAM_CONVERSATION_HISTORY' }),
			],
			requirements: {
				httpSecurityOptions: {
					options: [{ requirements: { key: { httpAuth: { scheme: 'Bearer' } } } }],
				},
			},
		},
		{ authTokens: { key: 'token' }, parameterOverrides: { who: '{{user.name}}' } },
		{ templateContext: { user: { name: 'Ada' } }, metadata: { a: 'b' } },
	);
	const result = await use(callId, { order: 'A 1', when: 'now', unheard: 'of' });
	expect(result).toMatchObject({ text: 'fine', failed: false, reaction: 'speaks', ended: false });
	const [{ method, url, headers, body }] = asked;
	expect([method, url]).toEqual(['POST', '/order/A%201?a=b&n=1']);
	expect(headers).toMatchObject({
		'content-type': 'application/json',
		'x-secret': 'abc',
		'x-call': callId,
		'x-state': '{}',
		authorization: 'Bearer token',
	});
	expect(JSON.parse(body)).toEqual({
		when: 'now',
		who: 'Ada',
		meta: { a: 'b' },
		history: [expect.anything(), expect.objectContaining({ role: 'MESSAGE_ROLE_TOOL_CALL' })],
	});
	expect((await messages(callId)).slice(-2)).toEqual([
		expect.objectContaining({ role: 'MESSAGE_ROLE_TOOL_CALL', toolName: 'lookUp' }),
		expect.objectContaining({
			role: 'MESSAGE_ROLE_TOOL_RESULT',
			text: 'fine',
			invocationId: result.invocationId,
		}),
	]);
});

test.each([
	['none', '', undefined],
	['object', '{}', 'application/json'],
] as const)('a request without parameters has %s as its body', async (body, sent, type) => {
	sandbox.switches.emptyToolBody = body;
	await use((await aCall()).callId);
	expect(asked).toEqual([expect.objectContaining({ body: sent })]);
	expect(asked[0].headers['content-type']).toBe(type);
});

test('arguments that are missing are sent that way, or refused', async () => {
	const { callId } = await aCall({
		dynamicParameters: [at('a', 'BODY', { ...text, required: true })],
	});
	expect((await use(callId)).failed).toBe(false);
	expect(asked).toEqual([expect.objectContaining({ body: '' })]);
	sandbox.switches.missingToolArguments = 'refuse';
	expect(await use(callId)).toMatchObject({ failed: true, errorDetails: 'Missing: a.' });
	expect(asked).toHaveLength(1);
});

test('three headers say what comes of an answer', async () => {
	const { callId } = await aCall({ defaultReaction: 'AGENT_REACTION_LISTENS' });
	expect((await use(callId)).reaction).toBe('listens');
	next.headers = {
		'X-Ultravox-Agent-Reaction': 'speaks-once',
		'X-Ultravox-Update-Call-State': '{"a":1}',
	};
	expect(await use(callId)).toMatchObject({ reaction: 'speaks-once', callState: { a: 1 } });
	next.headers = { 'x-ultravox-update-call-state': '{"b":2}' };
	expect((await use(callId)).callState).toEqual({ b: 2 });
	sandbox.switches.callStateUpdate = 'merge';
	next.headers = { 'x-ultravox-update-call-state': '{"c":3}' };
	expect((await use(callId)).callState).toEqual({ b: 2, c: 3 });
	next = {
		headers: { 'x-ultravox-response-type': 'new-stage' },
		body: '{"systemPrompt":"New","toolResultText":"Here"}',
	};
	expect((await use(callId)).text).toBe('Here');
	expect(sandbox.state.calls.get(callId)).toMatchObject({
		settings: { systemPrompt: 'New' },
		stages: [expect.anything(), expect.anything()],
	});
	next = {
		headers: { 'x-ultravox-response-type': 'hang-up' },
		body: '{"strict":true,"message":"Bye."}',
	};
	expect((await use(callId)).ended).toBe(true);
	expect(sandbox.state.calls.get(callId)?.endReason).toBe('agent_hangup');
	expect((await messages(callId)).map((message) => message.text)).toContain('Bye.');
	await expect(use(callId)).rejects.toThrow('not going on');
});

test.each<[string, Next]>([
	['status', { status: 500, body: 'stack trace' }],
	['redirect', { status: 302, headers: { location: 'https://elsewhere.example' } }],
	['response type', { headers: { 'x-ultravox-response-type': 'hangup' } }],
	['reaction', { headers: { 'x-ultravox-agent-reaction': 'AGENT_REACTION_SPEAKS' } }],
	['state', { headers: { 'x-ultravox-update-call-state': '[]' } }],
	['body of a hang-up', { headers: { 'x-ultravox-response-type': 'hang-up' }, body: 'Bye' }],
])('a wrong %s is a failure, whose details the model does not see', async (_, answer) => {
	const { callId, toolId } = await aCall();
	next = answer;
	const result = await use(callId);
	expect(result).toMatchObject({ failed: true, text: 'The tool failed.', ended: false });
	expect((await messages(callId)).at(-1)).toMatchObject({ errorDetails: result.errorDetails });
	const history = await call('GET', `/api/tools/${toolId}/history`);
	expect(history.body).toMatchObject({ results: [{ call: { callId }, errorCount: 1 }] });
});

test('a tool that takes too long has failed', async () => {
	let release = () => {};
	next.wait = new Promise((resolve) => {
		release = resolve;
	});
	const { callId } = await aCall({ timeout: '0.1s' });
	const result = await use(callId);
	release();
	expect(result).toMatchObject({ failed: true, errorDetails: 'No answer within 0.1s.' });
});

test('a static answer is there while the tool is still at work', async () => {
	let release = () => {};
	next.wait = new Promise((resolve) => {
		release = resolve;
	});
	const { callId } = await aCall({ staticResponse: { responseText: 'Working on it' } });
	expect(await use(callId)).toMatchObject({ text: 'Working on it', failed: false });
	expect(sandbox.state.lateToolAnswers).toEqual([]);
	release();
	await sandbox.tools.settled();
	expect(sandbox.state.lateToolAnswers).toEqual([expect.objectContaining({ body: 'fine' })]);
});

test('several invocations at once are all under way together', async () => {
	let release = () => {};
	next.wait = new Promise((resolve) => {
		release = resolve;
	});
	const { callId } = await aCall({ timeout: '40s' });
	next.onArrival = () => {
		if (asked.length === 5) release();
	};
	const results = await Promise.all(Array.from({ length: 5 }, async () => await use(callId)));
	expect(new Set(results.map(({ invocationId }) => invocationId)).size).toBe(5);
});

test('a call takes tools out and adds some', async () => {
	const extra = sandbox.tools.seed({ name: 'extra' });
	const { toolId } = sandbox.tools.seed({ name: 'standard' });
	const [agentId] = sandbox.state.agents.keys();
	const path = `/api/agents/${agentId}`;
	const callTemplate = { selectedTools: [{ toolId }, { toolName: 'hangUp' }] };
	await call('PATCH', path, { callTemplate });
	const namesWith = async (toolOverrides: unknown) => {
		const { status, body } = await call('POST', `${path}/calls`, { toolOverrides });
		return status === 201 ? sandbox.tools.namesOf((body as { callId: string }).callId) : status;
	};
	const add = [{ toolId: extra.toolId }];
	expect(await namesWith({ remove: ['hangUp'], add })).toEqual(['extra', 'standard']);
	expect(await namesWith({ removeAll: true, add })).toEqual(['extra']);
	expect(await namesWith({ add: [{ toolName: 'hangUp' }] })).toBe(400);
	expect(await namesWith({ remove: ['hangUp'], removeAll: true })).toBe(400);
	expect(await namesWith([])).toBe(400);
});

test('a tool of Ultravox hangs up', async () => {
	const { callId } = await aCall();
	expect(await use(callId, {}, 'hangUp')).toMatchObject({ failed: false, ended: true });
});
