import type { FieldLabels } from '../errors/apiError';
import { AGENT_SETTINGS, CALL_SETTINGS } from '../calls/callSettings/table';
import { settingLabels } from '../fields/setting';

/** The settings that an agent brings to its calls. */
export const TEMPLATE_SETTINGS = [...CALL_SETTINGS, ...AGENT_SETTINGS];

/** Labels of the fields that only agents have; the editor and the messages both take them from here. */
export const LABELS = {
	name: 'Name',
	systemPrompt: 'System Prompt',
	callTemplateJson: 'Call Template (JSON)',
} as const;

const LABELS_OF_API: FieldLabels = {
	...settingLabels(TEMPLATE_SETTINGS, 'callTemplate.'),
	name: LABELS.name,
	callTemplate: LABELS.callTemplateJson,
	'callTemplate.systemPrompt': LABELS.systemPrompt,
};

/** What the operations on one agent have in common. */
export const oneAgent = {
	labels: LABELS_OF_API,
	wording: {
		404: {
			message: 'This Ultravox account has no such agent',
			description:
				'It may have been deleted, or belong to another account than the API key. Choose the agent from the list.',
		},
	},
};
