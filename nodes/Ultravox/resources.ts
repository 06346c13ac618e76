import type { Resource } from '../engine/operation';
import { agent } from '../agents';
import { call } from '../calls';
import { callBatch } from '../batches';
import { plivoTelephonyConfig } from './resources/plivoTelephonyConfig';
import { telnyxTelephonyConfig } from './resources/telnyxTelephonyConfig';
import { twilioTelephonyConfig } from './resources/twilioTelephonyConfig';

/** Every resource, in menu order. Both the editor's menus and the dispatch come from this list. */
export const resources: Resource[] = [
	twilioTelephonyConfig,
	telnyxTelephonyConfig,
	plivoTelephonyConfig,
	agent,
	call,
	callBatch,
];
