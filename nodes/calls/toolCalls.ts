import type { IDataObject } from 'n8n-workflow';
import { toSeconds } from '../fields/duration';
import { isRecord } from '../util/guards';

/** What was asked and answered under one `invocationId`. */
interface Exchange {
	asked?: IDataObject;
	answered?: IDataObject;
}

/**
 * Joins what tools were asked with what they answered.
 *
 * @param messages Messages as the API answers them, in their order
 * @param callId the call that they belong to
 * @returns one object for each use of a tool, in the order of the questions; `result` is null while there is no answer,
 *   `start` and `end` are seconds since the call began
 */
export function toolCallsOf(messages: readonly IDataObject[], callId: string): IDataObject[] {
	const exchanges: Exchange[] = [];
	const open = new Map<unknown, Exchange>();
	for (const message of messages) {
		const { role, invocationId } = message;
		if (role === 'MESSAGE_ROLE_TOOL_CALL') {
			const exchange = { asked: message };
			exchanges.push(exchange);
			if (invocationId !== undefined) open.set(invocationId, exchange);
		}
		if (role === 'MESSAGE_ROLE_TOOL_RESULT') {
			const exchange = open.get(invocationId);
			open.delete(invocationId);
			// Of an earlier stage only the answer may be there.
			if (exchange) exchange.answered = message;
			else exchanges.push({ answered: message });
		}
	}
	return exchanges.map((exchange) => toolCall(exchange, callId));
}

function toolCall({ asked, answered }: Exchange, callId: string): IDataObject {
	const errorDetails = answered?.errorDetails ?? null;
	return {
		toolName: asked?.toolName ?? answered?.toolName ?? null,
		parameters: parsed(asked?.text),
		result: answered === undefined ? null : (answered.text ?? ''),
		failed: errorDetails !== null && errorDetails !== '',
		errorDetails,
		start: second(asked, 'start'),
		end: second(answered, 'end'),
		invocationId: asked?.invocationId ?? answered?.invocationId ?? null,
		callId,
	};
}

const second = (message: IDataObject | undefined, name: 'start' | 'end') =>
	isRecord(message?.timespan) ? toSeconds(message.timespan[name]) : null;

/** What the model gave is JSON; what is none stays the text that it is. */
function parsed(text: unknown): IDataObject | string | null {
	if (typeof text !== 'string') return null;
	try {
		const value: unknown = JSON.parse(text);
		return isRecord(value) ? (value as IDataObject) : text;
	} catch {
		return text;
	}
}
