import type { INodeProperties } from 'n8n-workflow';
import type { ItemOperation } from '../engine/operation';
import { InputError } from '../errors/inputError';
import type { ParameterReader } from '../fields/parameters';
import { isLeftAlone, readChoice, readRequiredText } from '../fields/readers';
import { withoutVariables } from '../fields/template';
import { show } from '../fields/values';
import { isRecord } from '../util/guards';
import type { RejectReason } from './provider';
import { decide, waitingCall } from './waitingCall';

/** What Plivo takes at most (https://docs.plivo.com/docs/voice/xml/speak); Twilio takes more. */
const LONGEST_TEXT = 3000;

const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

const language: INodeProperties = {
	displayName: 'Language',
	name: 'language',
	type: 'string',
	default: '',
	placeholder: 'e.g. de-DE',
	description:
		'The language in which the provider reads the text; without this option it takes English',
	displayOptions: { show: { '/reason': ['message'] } },
};

/** Without `text` for busy and rejected. */
interface Rejection {
	reason: RejectReason | 'message';
	text?: string;
	language?: string;
}

/** Does not take the call. */
export const rejectIncomingCall: ItemOperation<Rejection> = {
	name: 'Reject',
	value: 'reject',
	action: 'Reject an incoming call',
	description: 'Do not take the call: busy, rejected, or with a sentence',
	thing: () => 'the waiting call',
	fields: [
		{
			displayName: 'Reason',
			name: 'reason',
			type: 'options',
			default: 'busy',
			description: 'What the caller hears',
			options: [
				{ name: 'Busy', value: 'busy', description: 'The busy tone' },
				{
					name: 'Message',
					value: 'message',
					description: 'A sentence, then the line is hung up. The call is billed.',
				},
				{ name: 'Rejected', value: 'rejected', description: 'That the number cannot be reached' },
			],
		},
		withoutVariables({
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 2 },
			required: true,
			default: '',
			placeholder: 'e.g. We are open from nine to five. Please call again then.',
			description: 'What the provider reads to the caller, in a voice of its own',
			displayOptions: { show: { reason: ['message'] } },
		}),
	],
	options: [language],
	prepare: readRejection,
	async execute({ fns, prepared }) {
		const { incoming, from, providerCallId } = waitingCall(fns);
		const { reason, text = '' } = prepared;
		await decide(
			fns,
			reason === 'message' ? incoming.say(text, prepared.language) : incoming.reject(reason),
		);
		const provider = incoming.provider.id;
		return { rejected: true, reason, from, provider, providerCallId };
	},
};

function readRejection(fns: ParameterReader, itemIndex: number): Rejection {
	const chosen: unknown = fns.getNodeParameter('reason', itemIndex, 'busy');
	const reason = readChoice('busy', 'message', 'rejected')(chosen, 'Reason');
	if (reason !== 'message') return { reason: reason as RejectReason };
	const text = readRequiredText(fns.getNodeParameter('text', itemIndex, ''), 'Text', LONGEST_TEXT);
	const options: unknown = fns.getNodeParameter('options', itemIndex, {});
	return { reason, text, ...readLanguage(isRecord(options) ? options : {}) };
}

function readLanguage(options: Record<string, unknown>): { language?: string } {
	const label = language.displayName;
	if (isLeftAlone(options, 'language', label)) return {};
	const value = readRequiredText(options.language, label);
	if (LANGUAGE.test(value)) return { language: value };
	throw new InputError(
		`${label}: ${show(value)} is not a language as providers name it`,
		'Write it like de-DE or en-US.',
	);
}
