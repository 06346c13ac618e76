/** What cannot be right is refused when the trigger is published: afterwards nobody would hear of it. */
import type { INodeParameters } from 'n8n-workflow';
import { UltravoxTrigger } from '../../../nodes/UltravoxTrigger/UltravoxTrigger.node';
import { useSandbox } from '../../support/account';
import { webhookNode } from '../../support/harness/webhook';

const account = useSandbox({ agents: 1 });

const publish = async (parameters: INodeParameters) => {
	const { sandbox } = account;
	await webhookNode({
		node: UltravoxTrigger,
		parameters: { events: ['call.ended'], ...parameters },
		credentials: { ultravoxApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } },
		baseUrl: 'https://n8n.example.com',
	}).activate();
};
const agent = (value: string): INodeParameters => ({
	agentId: { __rl: true, mode: 'id', value },
});
const GAPS = ['={{ $vars.a }}{{ $vars.b }}', '={{ undefined }} {{ null }}', '={{ undefined }}'];

it.each<[string, INodeParameters, RegExp]>([
	...GAPS.map((gap): [string, INodeParameters, RegExp] => [
		`Agent as ${gap}`,
		agent(gap),
		/^Agent: the expression gives no value/,
	]),
	['Agent as white space', agent('={{ " " }}'), /^Agent: /],
	[
		'Events with a gap',
		{ events: '={{ "call.ended" }},{{ undefined }}' },
		/^Events: there is nothing between two commas/,
	],
	['Simplify', { simplify: '={{ null }}' }, /^Simplify: null is neither true nor false/],
	['Simplify, fixed', { simplify: 'perhaps' }, /^Simplify: "perhaps" is neither/],
	[
		'Include Secrets',
		{ simplify: false, options: { includeSecrets: 'yes' } },
		/^Include Secrets: "yes" is neither/,
	],
	[
		'Include Transcript',
		{ options: { includeTranscript: '={{ 7 }}' } },
		/^Include Transcript: 7 is neither/,
	],
	[
		'Keep Previous Secret',
		{ options: { keepPreviousSecret: '={{ null }}' } },
		/^Keep Previous Secret: null is neither/,
	],
	[
		'Secret Version',
		{ options: { secretVersion: '={{ null }}' } },
		/^Secret Version: the expression gives no value/,
	],
	['Wait for Summary', { options: { summaryWait: '={{ "long" }}' } }, /^Wait for Summary: "long"/],
	[
		'Timestamp Tolerance',
		{ options: { timestampTolerance: 0 } },
		/^Timestamp Tolerance: 0 is not a number from 1 to 86400/,
	],
])('%s is refused before a request', async (_, parameters, message) => {
	await expect(publish(parameters)).rejects.toThrow(message);
	expect(account.sandbox.requests.filter(({ method }) => method === 'POST')).toEqual([]);
});

it.each<[string, INodeParameters]>([
	['no agent', agent('')],
	['no agent on purpose', agent('={{ "" }}')],
	['switches that look at the event', { simplify: '={{ $json.call.agentId === "x" }}' }],
	[
		'options that look at the event',
		{ options: { includeTranscript: '={{ $json.event === "call.ended" }}' } },
	],
	['an event by expression', { events: '={{ "call.ended, call.joined" }}' }],
])('%s may be published', async (_, parameters) => {
	await publish(parameters);
	expect(account.sandbox.state.webhooks.size).toBe(1);
});
