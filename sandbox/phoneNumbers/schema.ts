import {
	anyObject,
	asStored,
	filled,
	flag,
	integer,
	list,
	object,
	oneOfNames,
	orNull,
	saying,
	text,
	type Schema,
} from '../schema';

const sid = (letters: string): Schema =>
	text({ pattern: `^${letters}[0-9a-fA-F]{32}$`, examples: [`${letters}${'a'.repeat(32)}`] });
const method = oneOfNames(['POST', 'GET']);

/** As https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource has it; texts that are not set are empty. */
const twilioFields = {
	sid: sid('PN'),
	account_sid: sid('AC'),
	phone_number: filled(),
	friendly_name: text(),
	voice_url: text(),
	voice_method: method,
	voice_fallback_url: text(),
	voice_fallback_method: method,
	voice_application_sid: asStored(orNull(sid('AP'))),
	trunk_sid: asStored(orNull(sid('TK'))),
	capabilities: anyObject,
};
export const twilioNumber = object(twilioFields, Object.keys(twilioFields));

/** As https://www.twilio.com/docs/usage/api/applications has it. */
const twilioApplicationFields = {
	sid: sid('AP'),
	account_sid: sid('AC'),
	friendly_name: text(),
	voice_url: text(),
	voice_method: method,
};
export const twilioApplication = object(
	twilioApplicationFields,
	Object.keys(twilioApplicationFields),
);

/** A page as https://www.twilio.com/docs/usage/twilios-response#response-formats-list-paging-information has it. */
export const twilioPage = (name: string, entry: Schema): Schema => {
	const fields = {
		[name]: list(entry),
		uri: text(),
		first_page_uri: text(),
		next_page_uri: orNull(text()),
		previous_page_uri: orNull(text()),
		page: integer({ minimum: 0 }),
		page_size: integer({ minimum: 1 }),
		start: integer({ minimum: 0 }),
		end: integer({ minimum: 0 }),
	};
	return object(fields, Object.keys(fields));
};

const count = (most: number) =>
	saying(`Must be a number from 1 to ${most}.`, text({ pattern: '^[1-9][0-9]{0,3}$' }));

export const twilioPageQuery = {
	PageSize: count(1000),
	Page: text({ pattern: '^[0-9]+$' }),
	PageToken: filled(),
};

const url = text({ pattern: '^(https?://[^\\s/]+.*)?$' });
/** What can be changed of a number; an empty text clears. */
export const twilioChange = object(
	{
		VoiceUrl: url,
		VoiceMethod: method,
		VoiceFallbackUrl: url,
		VoiceFallbackMethod: method,
		VoiceApplicationSid: text({ pattern: '^(AP[0-9a-fA-F]{32})?$' }),
		TrunkSid: text({ pattern: '^(TK[0-9a-fA-F]{32})?$' }),
	},
	[],
	{ minProperties: 1 },
);

/** As https://developers.telnyx.com/api-reference/phone-number-configurations/list-phone-numbers has it. */
export const telnyxNumber = object(
	{
		id: filled(),
		record_type: text(),
		phone_number: filled(),
		status: text(),
		connection_id: orNull(filled()),
		connection_name: orNull(text()),
		tags: list(text()),
	},
	['id', 'record_type', 'phone_number', 'status', 'tags'],
);

/** As https://developers.telnyx.com/api-reference/texml-applications/list-all-texml-applications has it. */
export const telnyxApplication = object(
	{
		id: filled(),
		record_type: text(),
		friendly_name: text(),
		voice_url: text(),
		voice_method: oneOfNames(['get', 'post']),
		voice_fallback_url: text(),
	},
	['id', 'friendly_name', 'voice_url'],
);

const meta = {
	total_pages: integer({ minimum: 0 }),
	total_results: integer({ minimum: 0 }),
	page_number: integer({ minimum: 1 }),
	page_size: integer({ minimum: 1 }),
};
export const telnyxPage = (entry: Schema): Schema =>
	object({ data: list(entry), meta: object(meta, Object.keys(meta)) }, ['data', 'meta']);

export const telnyxPageQuery = {
	'page[number]': text({ pattern: '^[1-9][0-9]*$' }),
	'page[size]': count(250),
};

/** As https://www.plivo.com/docs/numbers/api/account-phone-number/list-all-my-numbers has it. */
export const plivoNumber = object(
	{
		number: filled(),
		alias: orNull(text()),
		application: orNull(filled()),
		number_type: text(),
		voice_enabled: flag,
		resource_uri: text(),
	},
	['number', 'resource_uri', 'voice_enabled'],
);

/** As https://www.plivo.com/docs/voice/api/application has it. */
export const plivoApplication = object(
	{
		app_id: filled(),
		app_name: text(),
		answer_url: orNull(text()),
		answer_method: oneOfNames(['POST', 'GET']),
		fallback_answer_url: orNull(text()),
		resource_uri: filled(),
	},
	['app_id', 'app_name', 'resource_uri', 'answer_url'],
);

export const plivoPage = (entry: Schema): Schema =>
	object(
		{
			api_id: text(),
			meta: object(
				{
					limit: integer({ minimum: 1 }),
					offset: integer({ minimum: 0 }),
					next: orNull(text()),
					previous: orNull(text()),
					total_count: integer({ minimum: 0 }),
				},
				['limit', 'offset', 'next', 'previous', 'total_count'],
			),
			objects: list(entry),
		},
		['meta', 'objects'],
	);

export const plivoPageQuery = { limit: count(20), offset: text({ pattern: '^[0-9]+$' }) };
