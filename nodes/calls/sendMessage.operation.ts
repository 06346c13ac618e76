import type { IDataObject } from 'n8n-workflow';
import { callPath } from './callApi';
import { readChoice, readRequiredText, readText } from '../fields/readers';
import type { ParameterReader } from '../fields/parameters';
import { locator, readLocator } from '../fields/locators';
import { withoutVariables } from '../fields/template';
import type { ItemOperation } from '../engine/operation';
import { isMissing } from '../util/guards';
import { switchOf } from '../fields/switches';
import { refuseMissing } from '../fields/values';

const USER = 'user_text_message';
const AGENT = 'forced_agent_message';
const HANG_UP = 'hang_up';
const SPOKEN = [USER, AGENT];

interface Message {
	callId: string;
	body: IDataObject;
}

/** Says something in a call that is going on, or ends it. What goes to one call is sent in the order of the items. */
export const sendCallMessage: ItemOperation<Message> = {
	name: 'Send Message',
	value: 'sendMessage',
	action: 'Send a message to a call',
	description: 'Tell the agent of a live call something, let it say something, or hang up',
	thing: ({ callId }) => callPath(callId),
	once: {
		inDoubt: {
			message: 'Not sent again, since an earlier try may have sent this message',
			description: 'Find out with Get Messages what was said before you run this again.',
		},
	},
	fields: [
		locator('call'),
		{
			displayName: 'Message Type',
			name: 'messageType',
			type: 'options',
			options: [
				{
					name: 'Agent Text',
					value: 'forced_agent_message',
					description: 'The agent says these very words',
				},
				{ name: 'Hang Up', value: 'hang_up', description: 'The call ends' },
				{
					name: 'User Text',
					value: 'user_text_message',
					description: 'The agent takes it as if the user had said it',
				},
			],
			default: 'user_text_message',
			description: 'What to do in the call',
		},
		withoutVariables({
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 2 },
			required: true,
			default: '',
			placeholder: 'e.g. The order has just been shipped',
			displayOptions: { show: { messageType: SPOKEN } },
		}),
		withoutVariables({
			displayName: 'Farewell',
			name: 'text',
			type: 'string',
			default: '',
			placeholder: 'e.g. Thank you for calling. Goodbye!',
			description: 'What the agent says before it hangs up; nothing when empty',
			displayOptions: { show: { messageType: [HANG_UP] } },
		}),
	],
	options: [
		{
			displayName: 'Do Not Interrupt',
			name: 'uninterruptible',
			type: 'boolean',
			default: false,
			description: 'Whether the words are spoken to their end even if the user starts to talk',
			displayOptions: { show: { '/messageType': [AGENT] } },
		},
		{
			displayName: 'Urgency',
			name: 'urgency',
			type: 'options',
			options: [
				{ name: 'Immediate', value: 'immediate', description: 'Interrupts whoever speaks' },
				{
					name: 'Later',
					value: 'later',
					description: 'Counts the next time the user speaks; for User Text only',
				},
				{ name: 'Soon', value: 'soon', description: 'At the next pause' },
			],
			default: 'soon',
			description: 'When the message takes effect',
			displayOptions: { show: { '/messageType': SPOKEN } },
		},
	],
	labels: { text: 'Text', content: 'Text', message: 'Farewell', urgency: 'Urgency' },
	wording: {
		422: {
			message: 'The call is not live',
			description:
				'Messages can be sent once somebody has joined and until the call ends. Check its status with Get.',
		},
	},
	prepare: (fns, itemIndex) => ({
		callId: readLocator(fns, 'call', itemIndex),
		body: readMessage(fns, itemIndex),
	}),
	async execute({ api, prepared: { callId, body } }) {
		await api.send({
			method: 'POST',
			path: `${callPath(callId)}/send_data_message`,
			body,
			answer: 'none',
		});
		return { sent: true, messageType: body.type, callId };
	},
};

function readMessage(fns: ParameterReader, itemIndex: number): IDataObject {
	const type = readChoice(...SPOKEN, HANG_UP)(
		fns.getNodeParameter('messageType', itemIndex, USER),
		'Message Type',
	);
	const text: unknown = fns.getNodeParameter('text', itemIndex, '');
	if (type === HANG_UP) {
		if (isMissing(text)) refuseMissing('Farewell', 'empty text');
		const farewell = readText(text, 'Farewell').trim();
		return farewell === '' ? { type } : { type, message: farewell };
	}
	if (isMissing(text)) refuseMissing('Text', 'a text');
	const said = readRequiredText(text, 'Text');
	const options = fns.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const levels = type === USER ? ['immediate', 'soon', 'later'] : ['immediate', 'soon'];
	const urgency =
		options.urgency === undefined
			? {}
			: { urgency: readChoice(...levels)(options.urgency, 'Urgency') };
	if (type === USER) return { type, text: said, ...urgency };
	const whole = switchOf(options, 'uninterruptible', false, 'Do Not Interrupt');
	return { type, content: said, ...urgency, ...(whole ? { uninterruptible: true } : {}) };
}
