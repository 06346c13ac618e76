import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';
import { runNode, type RunOptions } from '../../support/harness';
import { toolTriggerStart } from '../../support/toolTriggerStart';

jest.setTimeout(60_000);

const account = useSandbox();

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

/** What the trigger gives for a use of the tool. */
const used = (more: IDataObject = { answerBy: inSeconds(60) }): IDataObject => ({
	tool: 'lookUpOrder',
	parameters: {},
	call: { callId: 'the-call' },
	...more,
});

const respond = (parameters: INodeParameters = {}, more: Partial<RunOptions> = {}): RunOptions => ({
	node: Ultravox,
	parameters: { resource: 'tool', operation: 'respond', text: 'Booked', ...parameters },
	credentials: account.credentials(),
	items: [used()],
	start: toolTriggerStart,
	...more,
});

describe('Tool: Respond says that it was sent', () => {
	it.each(['webhook', 'trigger', 'manual'] as const)(
		'while an agent waits, in the mode %s',
		async (mode) => {
			const { json, sent } = await succeed(runNode(respond({}, { mode })));
			expect(json).toEqual([{ responseType: 'toolResponse', response: 'Booked', sent: true }]);
			expect(sent).toMatchObject([{ body: 'Booked', statusCode: 200 }]);
		},
	);
});

describe('Tool: Respond refuses to tell the agent nothing', () => {
	it.each<[string, string]>([
		['={{ {} }}', 'Text: the expression gives an object without fields'],
		['={{ ({ found: undefined }) }}', 'Text: the expression gives an object without fields'],
		['={{ "" }}', 'Text: this field is empty'],
	])('with %j', async (text, why) => {
		const { error, sent } = await runNode(respond({ text }));
		expect(error?.message).toContain(why);
		expect(sent).toEqual([]);
	});

	it('and sends a list without entries, which says that there are none', async () => {
		const { sent } = await succeed(runNode(respond({ text: '={{ [] }}' })));
		expect(sent).toMatchObject([{ body: { results: [] } }]);
	});
});

describe('Tool: Respond says that it was not sent, and why,', () => {
	it.each<[string, Partial<RunOptions>, string]>([
		['after the time limit', { items: [used({ answerBy: inSeconds(-1) })] }, 'came too late'],
		['in a retry', { mode: 'retry' }, 'is a retry'],
		['with data that no agent caused', { mode: 'manual', items: [used({})] }, 'is a sample'],
		['with an odd time', { items: [used({ answerBy: 'soon' })] }, 'is a sample'],
	])('%s', async (_, more, why) => {
		const { json, sent } = await succeed(runNode(respond({}, more)));
		expect(sent).toEqual([]);
		expect(json).toEqual([
			{
				responseType: 'toolResponse',
				response: 'Booked',
				sent: false,
				warnings: [expect.stringContaining(why)],
			},
		]);
	});
});
