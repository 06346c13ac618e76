import type { JsonObject } from '../state';

/** A refusal with the body that is sent. */
export class Problem extends Error {
	constructor(
		readonly status: number,
		readonly body: JsonObject | unknown[],
		readonly headers: Record<string, string> = {},
	) {
		super(`${status} ${JSON.stringify(body)}`);
	}
}

/** `{"detail": "…"}` with the given status. */
export function detail(
	status: number,
	text: string,
	headers: Record<string, string> = {},
): Problem {
	return new Problem(status, { detail: text }, headers);
}

export function notFound(): Problem {
	return detail(404, 'Not found.');
}

/** 400 for one field; a dotted path nests: `{"medium": {"twilio": ["…"]}}`. */
export function invalidField(path: string, text: string): Problem {
	const [first, ...rest] = path.split('.').reverse();
	const body = rest.reduce<JsonObject>((inner, name) => ({ [name]: inner }), { [first]: [text] });
	return new Problem(400, body);
}

/** 400 about the body as a whole. */
export function invalidBody(text: string): Problem {
	return new Problem(400, { non_field_errors: [text] });
}
