import { isRecord } from '../util/guards';

/** Who talks to whom, and over what. */
export interface Parties {
	/** `outgoing`: Ultravox dials; `incoming`: somebody called; null where that is not known, or nobody was called. */
	direction: 'outgoing' | 'incoming' | null;
	/** The number or address of the side that calls, as the API or the provider writes it; null where it is not known. */
	from: string | null;
	/** The number or address of the side that is called, likewise. */
	to: string | null;
	/** The API's name of the medium, such as `twilio`; null where the call has none. */
	medium: string | null;
}

/** Names under which the side that calls may stand: of Twilio, Telnyx and Plivo, and of Ultravox for SIP. */
const FROM = ['From', 'Caller', 'from', 'callerId', 'caller_id', 'fromUri', 'from_uri'];
const TO = ['To', 'Called', 'to', 'toUri', 'to_uri'];
/** Where else the request may stand; the API does not say how it keeps it. */
const INSIDE = ['twilio', 'telnyx', 'plivo', 'sip'];

/**
 * Tells who talks to whom: from the medium where Ultravox dials, else from what the provider's request or SIP says.
 *
 * @param call a call, or a row of a batch, as the API answers it
 */
export function partiesOf(call: Record<string, unknown>): Parties {
	const [[name, settings] = []] = isRecord(call.medium) ? Object.entries(call.medium) : [];
	const medium = name ?? null;
	const inner = isRecord(settings) ? settings : {};
	if (isRecord(inner.outgoing)) {
		const { from, to } = inner.outgoing;
		return { direction: 'outgoing', from: textOf(from), to: textOf(to), medium };
	}
	const places = placesOf(call);
	const from = firstOf(places, FROM);
	const to = firstOf(places, TO);
	const isIncoming = isRecord(inner.incoming) || from !== null || to !== null;
	return { direction: isIncoming ? directionOf(places) : null, from, to, medium };
}

function placesOf({ requestContext, sipDetails }: Record<string, unknown>) {
	const request = isRecord(requestContext) ? requestContext : {};
	const ultravox = isRecord(request.ultravox) ? request.ultravox : {};
	return [
		request,
		...INSIDE.map((name) => request[name]),
		...INSIDE.map((name) => ultravox[name]),
		sipDetails,
	].filter(isRecord);
}

/** Providers write `inbound`, `outbound-api`, `outbound-dial` and the like. */
function directionOf(places: Array<Record<string, unknown>>): 'outgoing' | 'incoming' {
	const said = firstOf(places, ['Direction', 'direction']) ?? '';
	return /^out/i.test(said) ? 'outgoing' : 'incoming';
}

function firstOf(places: Array<Record<string, unknown>>, names: string[]): string | null {
	for (const place of places) {
		const name = names.find((one) => textOf(place[one]) !== null);
		if (name !== undefined) return textOf(place[name]);
	}
	return null;
}

function textOf(value: unknown): string | null {
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
