import { agentLabels } from './fields';

/** What the operations on one agent have in common. */
export const oneAgent = {
	labels: agentLabels,
	wording: {
		404: {
			message: 'This Ultravox account has no such agent',
			description:
				'It may have been deleted, or belong to another account than the API key. Choose the agent from the list.',
		},
	},
};
