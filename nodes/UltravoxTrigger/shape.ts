import type { IDataObject } from 'n8n-workflow';
import { isRecord } from '../Ultravox/shared/values';

/**
 * The simplified form of what was said.
 *
 * @param messages Message objects of the API, in the order of the call
 * @returns who (`user`, `agent`, `tool_call`, `tool_result`) and what; for tools their name
 */
export function toTranscript(messages: IDataObject[]): IDataObject[] {
	return messages.map(({ role, text, toolName }) => ({
		role: String(role ?? '')
			.replace(/^MESSAGE_ROLE_/, '')
			.toLowerCase(),
		text: text ?? '',
		...(toolName ? { toolName } : {}),
	}));
}

/** A call as the API sent it, with the secrets of its own webhooks blanked. */
export function withoutSecrets(call: IDataObject): IDataObject {
	if (!isRecord(call.callbacks)) return call;
	const callbacks = Object.entries(call.callbacks).map(([name, callback]) => [
		name,
		isRecord(callback) && 'secrets' in callback ? { ...callback, secrets: '***' } : callback,
	]);
	return { ...call, callbacks: Object.fromEntries(callbacks) as IDataObject };
}
