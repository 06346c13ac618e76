import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { callPath } from './callApi';
import type { ParameterReader } from '../fields/parameters';
import { readChoice } from '../fields/readers';
import { listFields, readLimit, readSimplify, simplifyField } from '../fields/returnAll';
import { locator, readLocator } from '../fields/locators';
import { allPages } from '../client/pagination';
import { independent, type ItemOperation } from '../engine/operation';
import { switchOf } from '../fields/switches';
import { toolCallsOf } from './toolCalls';
import { simplifyMessage, transcriptOf } from './transcript';

interface TranscriptRequest {
	callId: string;
	mode: string;
	/** How the messages come out; all but `messages` is always whole. */
	as:
		| { output: 'transcript'; withTools: boolean }
		| { output: 'toolCalls' }
		| { output: 'messages'; limit: number; simplify: boolean };
}

const perMessage = ({ displayOptions, ...field }: INodeProperties): INodeProperties => ({
	...field,
	displayOptions: { show: { output: ['messages'], ...displayOptions?.show } },
});

const [returnAll, limit] = listFields;

/** Reads the messages of a call, page after page up to the limit. */
export const getCallMessages: ItemOperation<TranscriptRequest> = {
	name: 'Get Messages',
	value: 'getMessages',
	action: 'Get the messages of a call',
	description: 'Read what was said in a call, as messages or as one text',
	thing: independent,
	fields: [
		locator('call'),
		{
			displayName: 'Output',
			name: 'output',
			type: 'options',
			options: [
				{
					name: 'Messages',
					value: 'messages',
					description: 'One item for each message',
				},
				{
					name: 'Tool Calls',
					value: 'toolCalls',
					description: 'One item for each use of a tool: what it was asked and what it answered',
				},
				{
					name: 'Transcript',
					value: 'transcript',
					description: 'One item with the whole conversation as a text to read',
				},
			],
			default: 'messages',
			description: 'How the conversation comes out',
		},
		// Half a conversation is of little use, so all of it comes unless the user says otherwise.
		perMessage({ ...returnAll, default: true }),
		perMessage(limit),
		perMessage(simplifyField),
	],
	options: [
		{
			displayName: 'Include Tools',
			name: 'includeTools',
			type: 'boolean',
			default: false,
			description: 'Whether the transcript also says what tools were asked and what they answered',
			displayOptions: { show: { '/output': ['transcript'] } },
		},
		{
			displayName: 'Part of the Call',
			name: 'mode',
			type: 'options',
			options: [
				{ name: 'Last Stage', value: 'last_stage', description: 'Initial messages included' },
				{
					name: 'Whole Call',
					value: 'in_call',
					description: 'All stages, without initial messages',
				},
			],
			default: 'in_call',
			description: 'Which messages to read. Most calls have one stage only.',
		},
	],
	labels: { mode: 'Part of the Call' },
	prepare(fns, itemIndex) {
		const options = fns.getNodeParameter('options', itemIndex, {}) as IDataObject;
		const output = readChoice(
			'messages',
			'toolCalls',
			'transcript',
		)(fns.getNodeParameter('output', itemIndex, 'messages'), 'Output');
		return {
			callId: readLocator(fns, 'call', itemIndex),
			mode: readChoice('in_call', 'last_stage')(options.mode ?? 'in_call', 'Part of the Call'),
			as: readForm(fns, itemIndex, output),
		};
	},
	async execute({ api, prepared: { callId, mode, as } }) {
		const path = `${callPath(callId)}/messages`;
		if (as.output === 'toolCalls') {
			return toolCallsOf(await allPages(api, path, { mode }, Infinity), callId);
		}
		if (as.output === 'transcript') {
			const messages = await allPages(api, path, { mode }, Infinity);
			return {
				callId,
				messageCount: messages.length,
				transcript: transcriptOf(messages, as.withTools),
			};
		}
		return await allPages<IDataObject, IDataObject>(api, path, { mode }, as.limit, (message) =>
			as.simplify ? simplifyMessage(message, callId) : { callId, ...message },
		);
	},
};

function readForm(
	fns: ParameterReader,
	itemIndex: number,
	output: string,
): TranscriptRequest['as'] {
	if (output === 'toolCalls') return { output };
	if (output === 'messages') {
		return {
			output,
			limit: readLimit(fns, itemIndex, true),
			simplify: readSimplify(fns, itemIndex),
		};
	}
	const options: unknown = fns.getNodeParameter('options', itemIndex, {});
	return {
		output: 'transcript',
		withTools: switchOf(options, 'includeTools', false, 'Include Tools'),
	};
}
