import type { IDataObject } from 'n8n-workflow';
import { toSeconds } from '../fields/duration';
import { isRecord } from '../util/guards';

/** Our names for the API's roles and media. */
const NAMES: Record<string, string> = {
	MESSAGE_ROLE_USER: 'user',
	MESSAGE_ROLE_AGENT: 'agent',
	MESSAGE_ROLE_TOOL_CALL: 'toolCall',
	MESSAGE_ROLE_TOOL_RESULT: 'toolResult',
	MESSAGE_MEDIUM_VOICE: 'voice',
	MESSAGE_MEDIUM_TEXT: 'text',
};

const named = (value: unknown): string | null =>
	typeof value === 'string' ? (NAMES[value] ?? null) : null;

/**
 * Makes the simplified form of a message.
 *
 * @param message a Message as the API answers it
 * @param callId the call that it belongs to
 * @returns the same fields for every message; `start` and `end` in seconds since the call began
 */
export function simplifyMessage(message: IDataObject, callId: string): IDataObject {
	const span = isRecord(message.timespan) ? message.timespan : {};
	return {
		role: named(message.role),
		text: message.text ?? '',
		medium: named(message.medium),
		toolName: message.toolName ?? null,
		start: toSeconds(span.start),
		end: toSeconds(span.end),
		invocationId: message.invocationId ?? null,
		errorDetails: message.errorDetails ?? null,
		callId,
	};
}

/**
 * Writes messages down as one text to read, a line for each thing said.
 *
 * @param messages Messages as the API answers them, in their order
 * @param withTools whether to write down what tools were asked and answered, too
 * @returns e.g. `Agent: Hello!` and `User: Hi, I am Ada.` on lines of their own
 */
export function transcriptOf(messages: readonly IDataObject[], withTools: boolean): string {
	return messages
		.map((message) => line(message, withTools))
		.filter((text) => text !== '')
		.join('\n');
}

function line({ role, text, toolName }: IDataObject, withTools: boolean): string {
	const said = typeof text === 'string' ? text.replace(/\s+/g, ' ').trim() : '';
	const tool = typeof toolName === 'string' ? ` ${toolName}` : '';
	switch (role) {
		case 'MESSAGE_ROLE_AGENT':
			return said && `Agent: ${said}`;
		case 'MESSAGE_ROLE_USER':
			return said && `User: ${said}`;
		case 'MESSAGE_ROLE_TOOL_CALL':
			return withTools ? `Tool${tool} was asked: ${said}` : '';
		case 'MESSAGE_ROLE_TOOL_RESULT':
			return withTools ? `Tool${tool} answered: ${said}` : '';
		default:
			return '';
	}
}
