import { toolLabels } from './fields';

/** What the operations on one tool have in common. */
export const oneTool = {
	labels: toolLabels,
	wording: {
		403: {
			message: 'Ultravox does not let this step change the tool',
			description:
				'The tools that Ultravox brings along cannot be changed. For a tool of your own, check that the API key has the permission.',
		},
		404: {
			message: 'This Ultravox account has no such tool',
			description:
				'It may have been deleted, or belong to another account than the API key. Choose the tool from the list.',
		},
	},
};
