import { readCall } from './callApi';
import { includeSecretsOption, readView, toOutput, type CallView } from './output';
import { simplifyField } from '../fields/returnAll';
import { locator, readLocator } from '../fields/locators';
import { independent, type ItemOperation } from '../engine/operation';

/** Reads one call by its ID; one request. */
export const getCall: ItemOperation<{ callId: string; view: CallView }> = {
	name: 'Get',
	value: 'get',
	action: 'Get a call',
	description: 'Read one call: its status, times, summary and metadata',
	thing: independent,
	fields: [locator('call'), simplifyField],
	options: [includeSecretsOption],
	prepare: (fns, itemIndex) => ({
		callId: readLocator(fns, 'call', itemIndex),
		view: readView(fns, itemIndex),
	}),
	execute: async ({ api, prepared: { callId, view } }) =>
		toOutput(await readCall(api, callId), view),
};
