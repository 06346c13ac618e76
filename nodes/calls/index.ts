import type { Resource } from '../engine/operation';
import { createCall } from './create.operation';
import { createAndWait } from './createAndWait.operation';
import { deleteCall } from './delete.operation';
import { getCall } from './get.operation';
import { getAllCalls } from './getAll.operation';
import { getCallEvents } from './getEvents.operation';
import { getCallMessages } from './getMessages.operation';
import { getCallRecording } from './getRecording.operation';
import { sendCallMessage } from './sendMessage.operation';

export const call: Resource = {
	name: 'Call',
	value: 'call',
	description: 'A conversation between an agent and somebody, on the phone or online',
	defaultOperation: createCall.value,
	operations: [
		createCall,
		createAndWait,
		getCall,
		getAllCalls,
		getCallEvents,
		getCallMessages,
		getCallRecording,
		sendCallMessage,
		deleteCall,
	],
};
