import type { FastifyInstance } from 'fastify';
import type { Context } from '../server/context';
import { notFound, invalidField } from '../server/problems';
import { addRoute, type Incoming } from '../server/route';
import { filled } from '../schema';
import type { JsonObject } from '../state';
import {
	twilioApplication,
	twilioChange,
	twilioNumber,
	twilioPage,
	twilioPageQuery,
} from './schema';

/** The usual number of entries on a page; a client may ask for up to 1000. */
const PAGE = 50;

const ACCOUNT = '/2010-04-01/Accounts/:accountSid';

/** Twilio's phone numbers and applications. */
export function registerTwilio(app: FastifyInstance, { state }: Context): void {
	const own = () => state.phoneProviders.twilio;
	const find = (entries: JsonObject[], { accountSid, file }: Record<string, string>) => {
		const sid = file.replace(/\.json$/, '');
		const found = accountSid === own().account.accountSid && entries.find((one) => one.sid === sid);
		if (!found || sid === file) throw notFound();
		return found;
	};
	addRoute(app, {
		method: 'GET',
		url: `${ACCOUNT}/IncomingPhoneNumbers.json`,
		query: { ...twilioPageQuery, PhoneNumber: filled(), FriendlyName: filled() },
		answers: { 200: twilioPage('incoming_phone_numbers', twilioNumber) },
		handle: (incoming) => {
			const { PhoneNumber: part = '' } = incoming.query;
			// A part of a number is enough, and a * stands for any digit.
			const pattern = new RegExp(part.replace(/[^\d*]/g, '').replace(/\*/g, '\\d'));
			const numbers = own().numbers.filter((one) => pattern.test(String(one.phone_number)));
			return pageOf(incoming, 'incoming_phone_numbers', numbers);
		},
	});
	addRoute(app, {
		method: 'GET',
		url: `${ACCOUNT}/IncomingPhoneNumbers/:file`,
		answers: { 200: twilioNumber },
		handle: ({ params }) => find(own().numbers, params),
	});
	addRoute(app, {
		method: 'POST',
		url: `${ACCOUNT}/IncomingPhoneNumbers/:file`,
		body: twilioChange,
		answers: { 200: twilioNumber },
		handle: ({ params, body }) => {
			const number = find(own().numbers, params);
			const { VoiceApplicationSid: application, TrunkSid: trunk } = body;
			if (application && trunk) throw invalidField('TrunkSid', 'Only one of both can be set.');
			const isKnown = own().applications.some(({ sid }) => sid === application);
			if (application && !isKnown)
				throw invalidField('VoiceApplicationSid', 'No such application.');
			for (const [name, value] of Object.entries(body)) {
				const field = name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
				number[field] = field.endsWith('_sid') && value === '' ? null : value;
			}
			// Setting one of them deletes the other.
			if (application) number.trunk_sid = null;
			if (trunk) number.voice_application_sid = null;
			return number;
		},
	});
	addRoute(app, {
		method: 'GET',
		url: `${ACCOUNT}/Applications.json`,
		query: twilioPageQuery,
		answers: { 200: twilioPage('applications', twilioApplication) },
		handle: (incoming) => pageOf(incoming, 'applications', own().applications),
	});
	addRoute(app, {
		method: 'GET',
		url: `${ACCOUNT}/Applications/:file`,
		answers: { 200: twilioApplication },
		handle: ({ params }) => find(own().applications, params),
	});
}

function pageOf({ request, query }: Incoming, name: string, entries: JsonObject[]): JsonObject {
	const size = Number(query.PageSize ?? PAGE);
	const page = Number(query.Page ?? 0);
	const start = page * size;
	const tokenOf = (number: number) => `PT${number}x${size}`;
	if (page > 0 && query.PageToken !== tokenOf(page)) {
		throw invalidField('PageToken', 'It does not belong to this page.');
	}
	const address = (number: number) => {
		const url = new URL(request.url, 'https://api.twilio.com');
		url.searchParams.set('PageSize', String(size));
		url.searchParams.set('Page', String(number));
		if (number > 0) url.searchParams.set('PageToken', tokenOf(number));
		return url.pathname + url.search;
	};
	const found = entries.slice(start, start + size);
	return {
		[name]: found,
		uri: address(page),
		first_page_uri: address(0),
		next_page_uri: start + size < entries.length ? address(page + 1) : null,
		previous_page_uri: page > 0 ? address(page - 1) : null,
		page,
		page_size: size,
		start,
		end: Math.max(start, start + found.length - 1),
	};
}
