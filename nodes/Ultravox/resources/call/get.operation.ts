import { readCall, shown } from '../../shared/calls/callApi';
import { readSimplify, simplifyField } from '../../shared/listFields';
import { locator, readLocator } from '../../shared/locators';
import type { ItemOperation } from '../../shared/types';

/** Reads one call. */
export const getCall: ItemOperation<{ callId: string; simplify: boolean }> = {
	name: 'Get',
	value: 'get',
	action: 'Get a call',
	description: 'Read one call: its status, times, summary and metadata',
	mode: 'concurrent',
	fields: [locator('call'), simplifyField],
	prepare: (fns, itemIndex) => ({
		callId: readLocator(fns, 'call', itemIndex),
		simplify: readSimplify(fns, itemIndex),
	}),
	execute: async ({ api, prepared: { callId, simplify } }) =>
		shown(await readCall(api, callId), simplify),
};
