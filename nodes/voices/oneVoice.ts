/** What the operations on one voice have in common. */
export const oneVoice = {
	labels: { voiceId: 'Voice' },
	wording: {
		404: {
			message: 'This Ultravox account has no such voice',
			description:
				'It may have been deleted, or belong to another account than the API key. Choose the voice from the list.',
		},
	},
};
