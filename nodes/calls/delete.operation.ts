import { callPath } from './callApi';
import { locator, readLocator } from '../fields/locators';
import type { ItemOperation } from '../engine/operation';

/** Deletes one call with everything that belongs to it. The same call in several items is deleted once. */
export const deleteCall: ItemOperation<{ callId: string }> = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete a call',
	description: 'Remove a finished call with its messages and its recording',
	thing: ({ callId }) => callPath(callId),
	join: 'equal',
	once: {},
	fields: [locator('call')],
	prepare: (fns, itemIndex) => ({ callId: readLocator(fns, 'call', itemIndex) }),
	async execute({ api, prepared: { callId } }) {
		await api.send({ method: 'DELETE', path: callPath(callId), answer: 'none' });
		return { deleted: true };
	},
};
