import { externalVoice } from '../calls/voicesSchema';
import type { Schema } from '../schema';
import {
	filled,
	httpUrl,
	list,
	object,
	oneOfNames,
	orNull,
	pageQuery,
	saying,
	text,
	uuid,
} from '../schema';
import { PROVIDERS } from './store';

const ownership = oneOfNames(['private', 'public']);
const billingStyle = oneOfNames(['VOICE_BILLING_STYLE_INCLUDED', 'VOICE_BILLING_STYLE_EXTERNAL']);
const provider = saying('This is not a valid choice.', oneOfNames(PROVIDERS));

/** Query of `GET /api/voices`. */
export const voiceQuery: Record<string, Schema> = {
	...pageQuery,
	search: filled(),
	ownership,
	billingStyle,
	primaryLanguage: saying(
		'Must be a language code.',
		text({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$', maxLength: 10 }),
	),
	provider: { anyOf: [provider, list(provider)] },
};

const required = {
	voiceId: uuid,
	name: filled(40),
	previewUrl: httpUrl(),
	ownership,
	billingStyle,
};

/** A voice as answered. */
export const voiceAnswer = object(
	{
		...required,
		description: orNull(text({ maxLength: 240 })),
		primaryLanguage: orNull(text({ maxLength: 10 })),
		languageLabel: orNull(text()),
		provider: orNull(text()),
		definition: externalVoice,
	},
	Object.keys(required),
);
