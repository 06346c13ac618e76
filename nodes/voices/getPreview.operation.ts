import { OutputItem, independent, type ItemOperation } from '../engine/operation';
import { keepSound, outputFileField, readOutputFileField } from '../engine/keepSound';
import { soundCheck } from '../client/soundFile';
import { locator, readLocator } from '../fields/locators';
import { oneVoice } from './oneVoice';
import { voicePath } from './voiceApi';

/** Fetches a sample of a voice into n8n's storage for files. */
export const getVoicePreview: ItemOperation<{ voiceId: string; property: string }> = {
	...oneVoice,
	name: 'Get Preview',
	value: 'getPreview',
	action: 'Get a preview of a voice',
	description: 'Download a sample of how a voice sounds',
	thing: independent,
	fields: [locator('voice', { description: 'The voice to listen to' }), outputFileField],
	prepare: (fns, itemIndex) => ({
		voiceId: readLocator(fns, 'voice', itemIndex),
		property: readOutputFileField(fns, itemIndex),
	}),
	async execute({ fns, api, prepared: { voiceId, property } }) {
		const file = await api.fetchFile(
			`${voicePath(voiceId)}/preview`,
			soundCheck,
			async (open) => await keepSound(fns, open, voiceId),
		);
		const { fileName, fileSize, mimeType } = file;
		return [
			new OutputItem({
				json: { fileName, mimeType, fileSize, voiceId },
				binary: { [property]: file },
			}),
		];
	},
};
