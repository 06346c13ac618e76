import { independent, type ItemOperation } from '../engine/operation';
import { locator, readLocator } from '../fields/locators';
import { readSimplify, simplifyField } from '../fields/returnAll';
import { oneVoice } from './oneVoice';
import { voiceOutput } from './output';
import { readVoice } from './voiceApi';

export const getVoice: ItemOperation<{ voiceId: string; simplify: boolean }> = {
	...oneVoice,
	name: 'Get',
	value: 'get',
	action: 'Get a voice',
	description: 'Read one voice: its language, whose it is and what it costs',
	thing: independent,
	fields: [locator('voice', { description: 'The voice to read' }), simplifyField],
	prepare: (fns, itemIndex) => ({
		voiceId: readLocator(fns, 'voice', itemIndex),
		simplify: readSimplify(fns, itemIndex),
	}),
	execute: async ({ api, prepared: { voiceId, simplify } }) =>
		voiceOutput(await readVoice(api, voiceId), simplify),
};
