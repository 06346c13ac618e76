import { randomUUID } from 'crypto';
import type { JsonObject } from '../state';
import type { StoredCall } from './store';

export type Speaker = 'USER' | 'AGENT';

/** Adds something said in the call's present stage, `atSecond` after it was joined. */
export function addMessage(
	call: StoredCall,
	speaker: Speaker,
	text: string,
	atSecond: number,
	medium: 'VOICE' | 'TEXT' = 'VOICE',
): void {
	const callStageId = call.stages[call.stages.length - 1];
	const timespan = { start: `${atSecond}s`, end: `${atSecond + 1}s` };
	call.messages.push({
		role: `MESSAGE_ROLE_${speaker}`,
		text,
		medium: `MESSAGE_MEDIUM_${medium}`,
		callStageId,
		callStageMessageIndex: inStage(call, callStageId).length,
		timespan,
		wallClockTimespan: timespan,
	});
}

/** What a tool was asked, or what it answered. */
export interface ToolMessage {
	role: 'TOOL_CALL' | 'TOOL_RESULT';
	text: string;
	/** The same for both. */
	invocationId: string;
	toolName: string;
	/** Why it failed. */
	errorDetails?: string;
}

/** Adds what passed between the agent and a tool, in the call's present stage. */
export function addToolMessage(call: StoredCall, { role, ...message }: ToolMessage): void {
	const callStageId = call.stages[call.stages.length - 1];
	call.messages.push({
		...message,
		role: `MESSAGE_ROLE_${role}`,
		callState: { ...call.state },
		callStageId,
		callStageMessageIndex: inStage(call, callStageId).length,
	});
}

/** Starts a new stage, as an agent that hands over does. */
export function newStage(call: StoredCall): void {
	call.stages.push(randomUUID());
}

function inStage(call: StoredCall, stageId: string): JsonObject[] {
	return listed(call, stageId).concat(
		call.messages.filter(({ callStageId }) => callStageId === stageId),
	);
}

/** The messages that the request brought along, which open the first stage. */
function listed(call: StoredCall, stageId: string): JsonObject[] {
	if (stageId !== call.stages[0]) return [];
	return call.initialMessages.map((message, index) => ({
		...message,
		callStageId: stageId,
		callStageMessageIndex: index,
	}));
}

/** The messages that a mode of the list shows. */
export function messagesOf(call: StoredCall, mode: string): JsonObject[] {
	return mode === 'in_call' ? call.messages : inStage(call, call.stages[call.stages.length - 1]);
}
