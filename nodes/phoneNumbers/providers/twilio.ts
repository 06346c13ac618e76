import type { IDataObject } from 'n8n-workflow';
import { isNotFound } from '../../errors/apiError';
import type { ProviderApi, ProviderRequest } from '../../client/providerApi';
import { twilio as provider } from '../../telephony/providers/twilio';
import { isRecord, textOr } from '../../util/guards';
import { toResult } from '../../util/result';
import { providerPages } from '../pages';
import type { PhoneNumber } from '../phoneNumber';
import type { NumberProvider } from '../provider';

/** Twilio's limit (https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource, PageSize). */
const LARGEST_PAGE = 1000;

const VERSION = '/2010-04-01';

const accountPath = (api: ProviderApi) =>
	`${VERSION}/Accounts/${encodeURIComponent(api.value('accountSid'))}`;

/**
 * Twilio's phone numbers, as its page about the IncomingPhoneNumber resource describes them: a `trunk_sid` or a
 * `voice_application_sid` makes Twilio ignore the number's own address, and setting one of the two deletes the other.
 */
export const twilio: NumberProvider = {
	provider,
	origin: 'https://api.twilio.com',

	async list(api, limit) {
		const request = {
			method: 'GET',
			path: `${accountPath(api)}/IncomingPhoneNumbers.json`,
		} as const;
		const form = { name: 'incoming_phone_numbers', next: nextPage(api, request.path) };
		const query = { PageSize: Math.min(limit, LARGEST_PAGE) };
		const found = await providerPages(api, { ...request, query }, form, limit);
		return await withApplications(api, found.filter(isTwilioNumber));
	},

	async find(api, phoneNumber) {
		const path = `${accountPath(api)}/IncomingPhoneNumbers.json`;
		// The filter finds parts of numbers too.
		const form = { name: 'incoming_phone_numbers', next: nextPage(api, path) };
		const query = { PhoneNumber: phoneNumber };
		const found = await providerPages(api, { method: 'GET', path, query }, form, Infinity);
		const raw = found.filter(isTwilioNumber).find((entry) => entry.phone_number === phoneNumber);
		if (!raw) return undefined;
		const applicationSid = textOr(raw.voice_application_sid, null);
		if (applicationSid === null) return toPhoneNumber(raw, new Map());
		const outcome = await toResult(
			api.send({
				method: 'GET',
				path: `${accountPath(api)}/Applications/${encodeURIComponent(applicationSid)}.json`,
				isExpected: isRecord,
			}),
		);
		if ('value' in outcome) return toPhoneNumber(raw, new Map([[applicationSid, outcome.value]]));
		const { error } = outcome;
		// Of one that was deleted the number may still have the SID.
		if (isNotFound(error)) return toPhoneNumber(raw, new Map());
		throw error;
	},
};

/** What of a number this node changes, under the names of Twilio's answers. */
export interface TwilioSettings extends IDataObject {
	voice_url: string;
	voice_method: string;
	voice_fallback_url: string;
	voice_fallback_method: string;
	voice_application_sid: string;
	trunk_sid: string;
}

/** Twilio's names of the settings in requests. */
export const FORM_NAMES: Record<keyof TwilioSettings & string, string> = {
	voice_url: 'VoiceUrl',
	voice_method: 'VoiceMethod',
	voice_fallback_url: 'VoiceFallbackUrl',
	voice_fallback_method: 'VoiceFallbackMethod',
	voice_application_sid: 'VoiceApplicationSid',
	trunk_sid: 'TrunkSid',
};

/** The settings of a number as they are; what is not set is an empty text, as Twilio takes it. */
export function settingsOf({ raw }: Pick<PhoneNumber, 'raw'>): TwilioSettings {
	const entries = Object.keys(FORM_NAMES).map((name) => [name, textOr(raw[name], '')]);
	return Object.fromEntries(entries) as TwilioSettings;
}

/**
 * Changes a number.
 *
 * @param settings only what is to change; an empty text clears
 * @throws ApiError
 */
export async function changeTwilioNumber(
	api: ProviderApi,
	numberId: string,
	settings: Partial<TwilioSettings>,
): Promise<void> {
	const form = Object.entries(settings).map(([name, value]) => [FORM_NAMES[name], String(value)]);
	await api.send({
		method: 'POST',
		path: `${accountPath(api)}/IncomingPhoneNumbers/${encodeURIComponent(numberId)}.json`,
		form: Object.fromEntries(form) as Record<string, string>,
		// The same values once more change nothing.
		idempotent: true,
		isExpected: (body) => isRecord(body) && isTwilioNumber(body as IDataObject),
	});
}

interface TwilioNumber extends IDataObject {
	sid: string;
	phone_number: string;
}

const isTwilioNumber = (entry: IDataObject): entry is TwilioNumber =>
	typeof entry.sid === 'string' && typeof entry.phone_number === 'string';

/** Twilio names the next page by an address without its host. */
function nextPage(api: ProviderApi, path: string) {
	return ({ next_page_uri: next }: IDataObject): ProviderRequest | undefined => {
		if (typeof next !== 'string' || next === '') return undefined;
		const { origin } = api.account;
		if (!URL.canParse(next, origin)) throw api.brokenList('unexpectedBody', path);
		const url = new URL(next, origin);
		if (url.origin !== origin || url.pathname !== path) {
			throw api.brokenList('foreignNextPage', path);
		}
		return { method: 'GET', path: url.pathname + url.search };
	};
}

/** Looks the account's applications up, once for all numbers, where one of them has an application. */
async function withApplications(api: ProviderApi, numbers: TwilioNumber[]): Promise<PhoneNumber[]> {
	const applications = new Map<string, IDataObject>();
	if (numbers.some((raw) => textOr(raw.voice_application_sid, null) !== null)) {
		const path = `${accountPath(api)}/Applications.json`;
		const form = { name: 'applications', next: nextPage(api, path) };
		const query = { PageSize: LARGEST_PAGE };
		const found = await providerPages(api, { method: 'GET', path, query }, form, Infinity);
		for (const one of found) applications.set(String(one.sid), one);
	}
	return numbers.map((raw) => toPhoneNumber(raw, applications));
}

function toPhoneNumber(raw: TwilioNumber, applications: Map<string, IDataObject>): PhoneNumber {
	const id = textOr(raw.voice_application_sid, null);
	const application = id === null ? undefined : applications.get(id);
	const counts = id === null ? raw : (application ?? {});
	return {
		phoneNumber: raw.phone_number,
		numberId: raw.sid,
		name: textOr(raw.friendly_name, null),
		url: textOr(counts.voice_url, null),
		method: textOr(counts.voice_method, null),
		fallbackUrl: textOr(counts.voice_fallback_url, null),
		application: id === null ? null : { id, name: textOr(application?.friendly_name, null) },
		trunkId: textOr(raw.trunk_sid, null),
		raw,
	};
}
