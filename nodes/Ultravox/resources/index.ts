import type { Resource } from '../shared/types';
import { agent } from './agent';
import { call } from './call';
import { callBatch } from './callBatch';
import { plivoTelephonyConfig } from './plivoTelephonyConfig';
import { telnyxTelephonyConfig } from './telnyxTelephonyConfig';
import { twilioTelephonyConfig } from './twilioTelephonyConfig';

/** Every resource, in menu order. Both the editor's menus and the dispatch come from this list. */
export const resources: Resource[] = [
	twilioTelephonyConfig,
	telnyxTelephonyConfig,
	plivoTelephonyConfig,
	agent,
	call,
	callBatch,
];
