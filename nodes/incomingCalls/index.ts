import type { Resource } from '../engine/operation';
import { answerIncomingCall } from './answer.operation';
import { forwardIncomingCall } from './forward.operation';
import { rejectIncomingCall } from './reject.operation';

export const incomingCall: Resource = {
	name: 'Incoming Call',
	value: 'incomingCall',
	description:
		'A call that waits for this workflow to decide, at the Ultravox Incoming Call Trigger',
	defaultOperation: answerIncomingCall.value,
	operations: [answerIncomingCall, forwardIncomingCall, rejectIncomingCall],
};
