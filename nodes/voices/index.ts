import type { Resource } from '../engine/operation';
import { getVoice } from './get.operation';
import { getAllVoices } from './getAll.operation';
import { getVoicePreview } from './getPreview.operation';

export const voice: Resource = {
	name: 'Voice',
	value: 'voice',
	description: 'How an agent sounds',
	defaultOperation: getAllVoices.value,
	operations: [getAllVoices, getVoice, getVoicePreview],
};
