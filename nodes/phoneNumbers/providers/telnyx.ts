import type { IDataObject } from 'n8n-workflow';
import type { ProviderApi, ProviderRequest } from '../../client/providerApi';
import { telnyx as provider } from '../../telephony/providers/telnyx';
import { isRecord, textOr } from '../../util/guards';
import { providerPages } from '../pages';
import type { PhoneNumber } from '../phoneNumber';
import type { NumberProvider } from '../provider';

/** As Telnyx's own client asks for; its pages name no limit that all lists share. */
const PAGE = 100;

/**
 * Telnyx's phone numbers (https://developers.telnyx.com/api-reference/phone-number-configurations/list-phone-numbers).
 * A number has a connection; where that is a TeXML application, its `voice_url` answers, asked by GET unless `voice_method`
 * says otherwise (https://developers.telnyx.com/api-reference/texml-applications/list-all-texml-applications).
 */
export const telnyx: NumberProvider = {
	provider,
	origin: 'https://api.telnyx.com',
	list: async (api, limit) => await read(api, {}, limit),
	async find(api, phoneNumber) {
		const found = await read(api, { 'filter[phone_number]': phoneNumber }, Infinity);
		return found.find((one) => one.phoneNumber === phoneNumber);
	},
	manual: {
		connect: ({ phoneNumber, application }, url, fallbackUrl) => [
			`Open https://portal.telnyx.com, go to Voice, TeXML Applications, and ${
				application?.name
					? `open "${application.name}", which this number has now. If other numbers have it too, create another application instead`
					: 'create an application'
			}.`,
			`Set its webhook URL to ${url} and the method to POST.`,
			...(fallbackUrl ? [`Set its failover webhook URL to ${fallbackUrl}.`] : []),
			`Under Numbers, My Numbers, choose this application as the connection of ${phoneNumber}.`,
		],
		disconnect: ({ phoneNumber }) => [
			'Open https://portal.telnyx.com and go to Numbers, My Numbers.',
			`Choose another connection for ${phoneNumber}, or none.`,
		],
	},
};

async function read(
	api: ProviderApi,
	query: Record<string, string>,
	limit: number,
): Promise<PhoneNumber[]> {
	const numbers = await list(api, '/v2/phone_numbers', query, limit);
	const own = numbers.filter(({ phone_number: number }) => typeof number === 'string');
	const applications = new Map<string, IDataObject>();
	if (own.some((raw) => textOr(raw.connection_id, null) !== null)) {
		const found = await list(api, '/v2/texml_applications', {}, Infinity);
		for (const one of found) applications.set(String(one.id), one);
	}
	return own.map((raw) => toPhoneNumber(raw, applications));
}

async function list(
	api: ProviderApi,
	path: string,
	filters: Record<string, string>,
	limit: number,
): Promise<IDataObject[]> {
	const pageAt = (page: number): ProviderRequest => ({
		method: 'GET',
		path,
		query: { ...filters, 'page[size]': Math.min(limit, PAGE), 'page[number]': page },
	});
	const next = ({ meta }: IDataObject): ProviderRequest | undefined => {
		const { page_number: at, total_pages: all } = isRecord(meta) ? meta : {};
		return typeof at === 'number' && typeof all === 'number' && at < all
			? pageAt(at + 1)
			: undefined;
	};
	return await providerPages(api, pageAt(1), { name: 'data', next }, limit);
}

function toPhoneNumber(raw: IDataObject, applications: Map<string, IDataObject>): PhoneNumber {
	const id = textOr(raw.connection_id, null);
	const application = id === null ? undefined : applications.get(id);
	const name = textOr(application?.friendly_name, textOr(raw.connection_name, null));
	return {
		phoneNumber: String(raw.phone_number),
		numberId: String(raw.id),
		name: null,
		url: textOr(application?.voice_url, null),
		method: application ? textOr(application.voice_method, 'get').toUpperCase() : null,
		fallbackUrl: textOr(application?.voice_fallback_url, null),
		application: id === null ? null : { id, name },
		trunkId: null,
		raw,
	};
}
