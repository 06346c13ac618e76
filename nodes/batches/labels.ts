import type { FieldLabels, Wording } from '../errors/apiError';

/** Labels of the fields; the editor and the messages both take them from here. */
export const LABELS = {
	agentId: 'Agent',
	batchId: 'Batch',
	keepFields: 'Fields to Keep',
	paused: 'Paused',
	rowId: 'Row ID',
	skipEarlierRows: 'Skip Rows of Earlier Batches',
	throttle: 'Call Throttle',
	webhookSecret: 'Webhook Secret',
	webhookUrl: 'Webhook URL',
	windowEnd: 'Window End',
	windowStart: 'Window Start',
} as const satisfies FieldLabels;

const UNAVAILABLE = 'This Ultravox account cannot use call batches';
const PREMIUM = 'They are a premium feature of selected Ultravox plans.';

const general: Readonly<Record<number, Wording>> = {
	402: {
		message: UNAVAILABLE,
		description: `${PREMIUM} Check the plan and the subscription on the billing page of the Ultravox console.`,
	},
	403: {
		message: UNAVAILABLE,
		description: `${PREMIUM} Check the plan in the Ultravox console, and that the API key has the permission.`,
	},
};

/** Sentences for operations on an agent's batches. */
export const agentWording: Readonly<Record<number, Wording>> = {
	...general,
	404: {
		message: 'Ultravox does not have this agent',
		description:
			'Check the agent, and that the API key belongs to the same account. It may have been deleted.',
	},
};

/** Sentences for operations on one batch. */
export const batchWording: Readonly<Record<number, Wording>> = {
	...general,
	404: {
		message: 'This agent has no such batch',
		description:
			'A batch belongs to the agent that it was created with. Check both, and whether the batch was deleted.',
	},
};
