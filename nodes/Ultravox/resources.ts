import { account } from '../account';
import { agent } from '../agents';
import { callBatch } from '../batches';
import { call } from '../calls';
import type { Resource } from '../engine/operation';
import { incomingCall } from '../incomingCalls';
import { phoneNumber } from '../phoneNumbers';
import { knowledgeBase } from '../knowledgeBases';
import { telephonyResources } from '../telephony';
import { tool } from '../tools';
import { voice } from '../voices';

/** Every resource, in menu order. Both the editor's menus and the dispatch come from this list. */
export const resources: Resource[] = [
	...telephonyResources,
	phoneNumber,
	incomingCall,
	agent,
	call,
	callBatch,
	tool,
	knowledgeBase,
	voice,
	account,
];
