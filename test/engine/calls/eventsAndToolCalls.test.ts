import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { addCallEvent, SEVERITIES } from '../../../sandbox/callEvents/store';
import { addToolMessage } from '../../../sandbox/calls/messages';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';
import { runNode } from '../../support/harness';

const account = useSandbox({ agents: 1 });
let sandbox: Sandbox;
let callId: string;

beforeEach(() => {
	({ sandbox } = account);
	[{ callId }] = sandbox.calls.seed(1);
});

const run = async (operation: string, parameters: INodeParameters = {}) =>
	await runNode({
		node: Ultravox,
		parameters: {
			resource: 'call',
			operation,
			callId: { __rl: true, mode: 'id', value: callId },
			...parameters,
		},
		credentials: account.credentials(),
	});

describe('Get Events', () => {
	const types = (json: IDataObject[]) => json.map(({ type }) => type);

	beforeEach(() => {
		SEVERITIES.forEach((severity, second) => {
			const extras = severity === 'error' ? { provider: 'lmnt' } : undefined;
			addCallEvent(sandbox.state, callId, {
				severity,
				type: `${severity}.type`,
				text: 'Something.',
				second: second + 0.25,
				extras,
			});
		});
	});

	it('gives what is worth knowing, simplified', async () => {
		const { json } = await succeed(run('getEvents'));
		expect(types(json)).toEqual(['info.type', 'warning.type', 'error.type']);
		expect(json[2]).toEqual({
			severity: 'error',
			type: 'error.type',
			text: 'Something.',
			time: 3.25,
			extras: { provider: 'lmnt' },
			callStageId: expect.any(String),
			callId,
		});
	});

	it.each([
		['debug', 4],
		['info', 3],
		['warning', 2],
		['error', 1],
	])('from the severity %s on there are %i', async (minimumSeverity, count) => {
		const { json } = await succeed(run('getEvents', { minimumSeverity }));
		expect(json).toHaveLength(count);
	});

	it('filters by the exact type', async () => {
		const { json } = await succeed(run('getEvents', { filters: { type: 'warning.type' } }));
		expect(types(json)).toEqual(['warning.type']);
		expect((await succeed(run('getEvents', { filters: { type: '' } }))).json).toHaveLength(3);
	});

	it('gives everything, page by page, or only so many', async () => {
		for (let second = 0; second < 250; second++) {
			addCallEvent(sandbox.state, callId, {
				severity: 'info',
				type: 'x',
				text: `${second}`,
				second,
			});
		}
		expect((await succeed(run('getEvents'))).json).toHaveLength(253);
		const few = await succeed(run('getEvents', { returnAll: false, limit: 3 }));
		expect(few.json).toHaveLength(3);
	});

	it('gives what the API gives, and the call', async () => {
		const { json } = await succeed(run('getEvents', { simplify: false }));
		expect(json[0]).toMatchObject({ callId, callTimestamp: '1.25s', wallClockTimestamp: '1.25s' });
	});

	it.each<[string, INodeParameters]>([
		['Severity: "loud" is not a choice', { minimumSeverity: '={{ "loud" }}' }],
		['Type: the expression gives no value', { filters: { type: '={{ $json.none }}' } }],
		['Type: it has 51 characters', { filters: { type: 'x'.repeat(51) } }],
	])('refuses before any request: %s', async (message, parameters) => {
		const { error } = await run('getEvents', parameters);
		expect(error?.message).toContain(message);
		expect(sandbox.requests).toEqual([]);
	});
});

describe('Get Messages, Tool Calls', () => {
	const use = (invocationId: string, asked: string, answer?: string, errorDetails?: string) => {
		const call = sandbox.state.calls.get(callId)!;
		const same = { invocationId, toolName: 'lookUp' };
		addToolMessage(call, { role: 'TOOL_CALL', text: asked, ...same });
		return () => {
			if (answer === undefined) return;
			const failed = errorDetails === undefined ? {} : { errorDetails };
			addToolMessage(call, { role: 'TOOL_RESULT', text: answer, ...same, ...failed });
		};
	};
	const uses = () => {
		// Two at once: the questions come before the answers.
		const answers = [
			use('a', '{"order":"A12"}', 'It is on its way.'),
			use('b', '{"order":"B7"}', 'The tool failed.', 'HTTP 500'),
		];
		for (const answer of answers.reverse()) answer();
		use('c', 'no JSON')();
	};

	it('joins what tools were asked with what they answered', async () => {
		uses();
		const { json } = await succeed(run('getMessages', { output: 'toolCalls' }));
		const common = { toolName: 'lookUp', callId, start: null, end: null };
		expect(json).toEqual([
			{
				...common,
				parameters: { order: 'A12' },
				result: 'It is on its way.',
				failed: false,
				errorDetails: null,
				invocationId: 'a',
			},
			{
				...common,
				parameters: { order: 'B7' },
				result: 'The tool failed.',
				failed: true,
				errorDetails: 'HTTP 500',
				invocationId: 'b',
			},
			{
				...common,
				parameters: 'no JSON',
				result: null,
				failed: false,
				errorDetails: null,
				invocationId: 'c',
			},
		]);
	});

	it('gives nothing where no tool was used', async () => {
		expect((await succeed(run('getMessages', { output: 'toolCalls' }))).json).toEqual([]);
	});

	it('names the tool in the messages, and why it failed', async () => {
		uses();
		const { json } = await succeed(run('getMessages'));
		expect(json.filter(({ role }) => role === 'toolResult')).toMatchObject([
			{ toolName: 'lookUp', invocationId: 'b', errorDetails: 'HTTP 500' },
			{ toolName: 'lookUp', invocationId: 'a', errorDetails: null },
		]);
	});
});
