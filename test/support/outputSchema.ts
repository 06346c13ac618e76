/** What is known of the values in one place of an output. */
export interface Shape {
	/** JSON Schema's names of types, without `null`. */
	types: string[];
	isNull: boolean;
	/** By name, in the order in which they came out. */
	fields: Map<string, Shape>;
	/** Whether its keys are the users' own, as in metadata. */
	anyKey: boolean;
	/** Undefined until a list had an entry. */
	entry?: Shape;
}

/** An output schema as n8n's editor reads it. */
export interface OutputSchema {
	type: string | string[];
	/** OpenAPI's word; the editor would not look into an object whose `type` is a list. */
	nullable?: true;
	properties?: Record<string, OutputSchema>;
	items?: OutputSchema;
}

/** The key that the sandbox puts where any key may stand. */
const ANY_KEY = '*';

const shape = (more: Partial<Shape>): Shape => ({
	types: [],
	isNull: false,
	fields: new Map(),
	anyKey: false,
	...more,
});

/** Tells what a JSON value is like. */
export function shapeOf(value: unknown): Shape {
	if (value === null) return shape({ isNull: true });
	if (Array.isArray(value)) {
		const entries = value.map(shapeOf);
		return shape({ types: ['array'], ...(entries.length > 0 ? { entry: union(entries) } : {}) });
	}
	if (typeof value !== 'object') return shape({ types: [typeof value] });
	const fields = Object.entries(value).map(([name, field]) => [name, shapeOf(field)] as const);
	return shape({ types: ['object'], fields: new Map(fields), anyKey: ANY_KEY in value });
}

/** What values of all these shapes have in common: every field of any, every type of each field. */
export function union(shapes: readonly Shape[]): Shape {
	const names = new Set(shapes.flatMap(({ fields }) => [...fields.keys()]));
	const entries = shapes.flatMap(({ entry }) => entry ?? []);
	const fields = [...names].map((name) => {
		const found = shapes.flatMap(({ fields: own }) => own.get(name) ?? []);
		return [name, union(found)] as const;
	});
	return shape({
		types: [...new Set(shapes.flatMap(({ types }) => types))],
		isNull: shapes.some(({ isNull }) => isNull),
		fields: new Map(fields),
		anyKey: shapes.some(({ anyKey }) => anyKey),
		...(entries.length > 0 ? { entry: union(entries) } : {}),
	});
}

/**
 * Writes a shape down as a schema.
 *
 * @param path what to call the place in messages
 * @throws when nothing but null was ever seen somewhere: then nobody would know what to expect there
 */
export function toSchema(
	{ types, isNull, fields, anyKey, entry }: Shape,
	path: string,
): OutputSchema {
	if (types.length === 0) throw new Error(`${path} is null in every run; give it a value in one`);
	const [type] = types;
	if (types.length > 1 || !['object', 'array'].includes(type)) {
		const all = isNull ? [...types, 'null'] : types;
		return { type: all.length === 1 ? type : all };
	}
	const properties = Object.fromEntries(
		[...fields].map(([name, field]) => [name, toSchema(field, `${path}.${name}`)]),
	);
	return {
		type,
		...(isNull ? { nullable: true } : {}),
		...(type === 'object' && !anyKey ? { properties } : {}),
		...(entry ? { items: toSchema(entry, `${path}[]`) } : {}),
	};
}

/**
 * Compares a value with a schema.
 *
 * @returns what the schema does not say of it, a line each; fields that the schema does not name are among it
 */
export function misfits(value: unknown, schema: OutputSchema, path: string): string[] {
	const allowed = [schema.type, schema.nullable ? 'null' : []].flat();
	const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
	if (!allowed.includes(type)) return [`${path} is ${type}, not ${allowed.join(' or ')}`];
	if (Array.isArray(value)) {
		return value.flatMap((entry) =>
			schema.items ? misfits(entry, schema.items, `${path}[]`) : [],
		);
	}
	const { properties } = schema;
	if (type !== 'object' || !properties) return [];
	return Object.entries(value as object).flatMap(([name, field]) =>
		Object.hasOwn(properties, name)
			? misfits(field, properties[name], `${path}.${name}`)
			: [`${path}.${name} is not in the schema`],
	);
}
