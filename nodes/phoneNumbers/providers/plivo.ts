import type { IDataObject } from 'n8n-workflow';
import { isNotFound } from '../../errors/apiError';
import type { ProviderApi, ProviderRequest } from '../../client/providerApi';
import { plivo as provider } from '../../telephony/providers/plivo';
import { isRecord, textOr } from '../../util/guards';
import { toResult } from '../../util/result';
import { providerPages } from '../pages';
import type { PhoneNumber } from '../phoneNumber';
import type { NumberProvider } from '../provider';

/** Plivo's limit (https://www.plivo.com/docs/numbers/api/account-phone-number/list-all-my-numbers). */
const LARGEST_PAGE = 20;

const accountPath = (api: ProviderApi) => `/v1/Account/${encodeURIComponent(api.value('authId'))}`;

/**
 * Plivo's phone numbers. They are written without a plus sign, and name their application by its path; its `answer_url`
 * answers (https://www.plivo.com/docs/voice/api/application).
 */
export const plivo: NumberProvider = {
	provider,
	origin: 'https://api.plivo.com',
	async list(api, limit) {
		const numbers = await list(api, `${accountPath(api)}/Number/`, limit);
		return await withApplications(
			api,
			numbers.filter(({ number }) => typeof number === 'string'),
		);
	},
	async find(api, phoneNumber) {
		const digits = phoneNumber.replace('+', '');
		const path = `${accountPath(api)}/Number/${encodeURIComponent(digits)}/`;
		const isExpected = (body: unknown) => isRecord(body) && body.number === digits;
		const outcome = await toResult(api.send({ method: 'GET', path, isExpected }));
		if ('value' in outcome) return (await withApplications(api, [outcome.value]))[0];
		const { error } = outcome;
		if (isNotFound(error)) return undefined;
		throw error;
	},
	manual: {
		connect: ({ phoneNumber, application }, url, fallbackUrl) => [
			`Open https://console.plivo.com, go to Voice, Applications, XML, and ${
				application?.name
					? `open "${application.name}", which this number has now. If other numbers have it too, add another application instead`
					: 'add an application'
			}.`,
			`Set its Primary Answer URL to ${url} and the method to POST.`,
			...(fallbackUrl ? [`Set its Fallback Answer URL to ${fallbackUrl}.`] : []),
			`Under Phone Numbers, Your Numbers, choose ${phoneNumber}, and this application for it.`,
		],
		disconnect: ({ phoneNumber }) => [
			'Open https://console.plivo.com and go to Phone Numbers, Your Numbers.',
			`Choose ${phoneNumber}, and another application for it, or none.`,
		],
	},
};

async function list(api: ProviderApi, path: string, limit: number): Promise<IDataObject[]> {
	const pageAt = (offset: number): ProviderRequest => ({
		method: 'GET',
		path,
		query: { limit: LARGEST_PAGE, offset },
	});
	const next = ({ meta }: IDataObject): ProviderRequest | undefined => {
		const { next: more, offset } = isRecord(meta) ? meta : {};
		return typeof more === 'string' && typeof offset === 'number'
			? pageAt(offset + LARGEST_PAGE)
			: undefined;
	};
	return await providerPages(api, pageAt(0), { name: 'objects', next }, limit);
}

async function withApplications(api: ProviderApi, numbers: IDataObject[]): Promise<PhoneNumber[]> {
	const applications = new Map<string, IDataObject>();
	if (numbers.some(({ application }) => textOr(application, null) !== null)) {
		const found = await list(api, `${accountPath(api)}/Application/`, Infinity);
		for (const one of found) applications.set(String(one.resource_uri), one);
	}
	return numbers.map((raw) => toPhoneNumber(raw, applications));
}

function toPhoneNumber(raw: IDataObject, applications: Map<string, IDataObject>): PhoneNumber {
	const path = textOr(raw.application, null);
	const application = path === null ? undefined : applications.get(path);
	const id = textOr(application?.app_id, path);
	return {
		phoneNumber: `+${String(raw.number)}`,
		numberId: String(raw.number),
		name: textOr(raw.alias, null),
		url: textOr(application?.answer_url, null),
		method: textOr(application?.answer_method, null),
		fallbackUrl: textOr(application?.fallback_answer_url, null),
		application: id === null ? null : { id, name: textOr(application?.app_name, null) },
		trunkId: null,
		raw,
	};
}
