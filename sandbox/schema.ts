/** JSON Schema. A text with a pattern or a format that is answered has an example in `examples`. */
export type Schema = Record<string, unknown>;

/** Adds the sentence that is answered when a check of this schema (other than its type) fails. */
export function saying(message: string, schema: Schema): Schema {
	return { ...schema, 'x-message': message };
}

export const text = (limits: Schema = {}): Schema => ({ type: 'string', ...limits });
export const filled = (maxLength?: number): Schema =>
	text(maxLength === undefined ? { minLength: 1 } : { minLength: 1, maxLength });
export const flag: Schema = { type: 'boolean' };
export const anything: Schema = {};
export const anyObject: Schema = { type: 'object' };
export const integer = (limits: Schema = {}): Schema => ({ type: 'integer', ...limits });
export const number = (limits: Schema = {}): Schema => ({ type: 'number', ...limits });
export const oneOfNames = (names: readonly string[]): Schema => ({ type: 'string', enum: names });

export const uuid = saying(
	'Must be a valid UUID.',
	text({
		pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
		examples: ['5f3c9a10-7b21-4e8d-9c46-0a1b2c3d4e5f'],
	}),
);
export const dateTime = saying(
	'Datetime has wrong format. Use YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].',
	text({ format: 'date-time', examples: ['2026-01-05T08:00:00.000Z'] }),
);
export const date = saying(
	'Date has wrong format. Use YYYY-MM-DD.',
	text({ format: 'date', examples: ['2026-01-05'] }),
);
/** Seconds with an `s`, never negative (the documented pattern would allow a minus). */
export const duration = saying(
	'Must be a duration in seconds, e.g. "30s".',
	text({
		pattern: '^(?:0|[1-9][0-9]{0,11})(?:\\.[0-9]{1,9})?s$',
		examples: ['30s'],
	}),
);
export const httpUrl = (maxLength?: number): Schema =>
	saying(
		'Enter a valid URL.',
		text({
			pattern: '^https?://[^\\s/]+',
			format: 'uri',
			examples: ['https://example.com/hook'],
			...(maxLength === undefined ? {} : { maxLength }),
		}),
	);

/** An object that has no other fields than these. */
export function object(
	properties: Record<string, Schema>,
	required: readonly string[] = [],
	more: Schema = {},
): Schema {
	return { type: 'object', additionalProperties: false, properties, required, ...more };
}

/** An object with free keys and values of one kind. */
export function mapOf(values: Schema): Schema {
	return { type: 'object', additionalProperties: values };
}

export function list(items: Schema, limits: Schema = {}): Schema {
	return { type: 'array', items, ...limits };
}

/** The same, or null. */
export function orNull(schema: Schema): Schema {
	const names = schema.enum as unknown[] | undefined;
	return {
		...schema,
		...(schema.type === undefined ? {} : { type: [schema.type, 'null'] }),
		...(names ? { enum: [...names, null] } : {}),
	};
}

/** Says that answers have it as it is stored, in every detail: other fields mean something else with it. */
export function asStored(schema: Schema): Schema {
	return { ...schema, 'x-stored': true };
}

/** An object with exactly one of its fields. */
export function exactlyOne(properties: Record<string, Schema>): Schema {
	return saying(
		`Exactly one of ${Object.keys(properties).join(', ')} has to be set.`,
		object(properties, [], { minProperties: 1, maxProperties: 1 }),
	);
}

/** The envelope of every list. */
export function pageOf(item: Schema): Schema {
	return object(
		{
			next: orNull(text({ format: 'uri' })),
			previous: orNull(text({ format: 'uri' })),
			total: integer({ minimum: 0 }),
			results: list(item),
		},
		['results'],
	);
}

/** Query parameters of every list. */
export const pageQuery: Record<string, Schema> = {
	cursor: filled(),
	pageSize: saying('A valid integer is required.', text({ pattern: '^[1-9][0-9]{0,5}$' })),
};
