import type { FastifyInstance } from 'fastify';
import type { Schema } from '../schema';
import type { Context } from './context';

/** The key that stands for all others where any key may be. */
const ANY_KEY = '*';

/** Under which names pages have their entries: Ultravox's, Twilio's, Telnyx's and Plivo's. */
const LISTS = ['results', 'incoming_phone_numbers', 'applications', 'data', 'objects'];

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fills or empties answers as the switch says, within the type of the route's answer. */
export function registerAnswerDetail(app: FastifyInstance, { switches }: Context): void {
	app.addHook('onSend', (request, reply, payload, done) => {
		const schema = request.routeOptions.config.answers?.[reply.statusCode];
		const { answerDetail } = switches;
		if (answerDetail === 'stored' || typeof payload !== 'string' || !isFields(schema)) {
			done(null, payload);
			return;
		}
		const change = answerDetail === 'everything' ? fill : empty;
		// Where there are several forms of an answer, the first is the usual one.
		const [usual] = (schema.anyOf ?? [schema]) as Schema[];
		done(null, JSON.stringify(perEntry(JSON.parse(payload), usual, change)));
	});
}

/** A page is no thing of its own: its entries are changed, not its links. */
function perEntry(answer: unknown, schema: Schema, change: typeof fill): unknown {
	const name = LISTS.find((one) => propertiesOf(schema)[one]?.type === 'array');
	const entries = name !== undefined && isFields(answer) ? answer[name] : undefined;
	if (name === undefined || !Array.isArray(entries)) return change(answer, schema);
	const { items } = propertiesOf(schema)[name];
	return { ...(answer as Fields), [name]: entries.map((entry) => change(entry, items as Schema)) };
}

/** Keeps what is set, and sets everything else. */
function fill(value: unknown, schema: Schema): unknown {
	if (schema['x-stored'] === true) return value;
	const [example] = (schema.enum ?? schema.examples ?? []) as unknown[];
	if (example !== undefined) return value ?? example;
	switch (typesOf(schema)[0]) {
		case undefined:
		case 'object':
			return fillFields(isFields(value) ? value : {}, schema);
		case 'array': {
			const entries: unknown[] = Array.isArray(value) && value.length > 0 ? value : [undefined];
			return entries.map((entry) => fill(entry, schema.items as Schema));
		}
		case 'boolean':
			return value ?? true;
		case 'string':
			return value ?? 'text';
		default:
			return value ?? schema.minimum ?? 1;
	}
}

function fillFields(value: Fields, schema: Schema): Fields {
	const properties = propertiesOf(schema);
	if (schema.properties === undefined) {
		const { additionalProperties: values } = schema;
		return { ...value, [ANY_KEY]: isFields(values) ? fill(undefined, values) : 'text' };
	}
	const barred = shutOut(value, schema);
	const open = Object.keys(properties).filter((name) => !barred.includes(name));
	return Object.fromEntries(open.map((name) => [name, fill(value[name], properties[name])]));
}

/** Of fields that exclude each other: all but the one that is set, or the first. */
function shutOut(value: Fields, schema: Schema): string[] {
	const rules = (schema.allOf ?? [schema]) as Schema[];
	const alternatives = rules.flatMap(
		(rule) => (rule.oneOf ?? rule.not ?? []) as Array<{ required?: string[] }>,
	);
	const group =
		schema.maxProperties === 1
			? Object.keys(propertiesOf(schema))
			: alternatives.flatMap(({ required = [] }) => required);
	const kept = group.find((name) => value[name] !== undefined) ?? group[0];
	return group.filter((name) => name !== kept);
}

/** Takes away whatever may be missing or null. */
function empty(value: unknown, schema: Schema): unknown {
	if (schema['x-stored'] === true) return value;
	const types = typesOf(schema);
	if (types.length === 0 || types.includes('null')) return null;
	if (Array.isArray(value)) return value.map((entry) => empty(entry, schema.items as Schema));
	if (!isFields(value)) return value;
	const properties = propertiesOf(schema);
	const required = (schema.required ?? []) as string[];
	const oneOf = ((schema.oneOf ?? []) as Array<{ required?: string[] }>).flatMap(
		(alternative) => alternative.required ?? [],
	);
	const left = Object.keys(value).filter(
		(name) =>
			required.includes(name) ||
			oneOf.includes(name) ||
			(schema.minProperties === 1 && name in properties),
	);
	return Object.fromEntries(left.map((name) => [name, empty(value[name], properties[name])]));
}

const typesOf = ({ type }: Schema): unknown[] => (type === undefined ? [] : [type].flat());

const propertiesOf = ({ properties = {} }: Schema) => properties as Record<string, Schema>;
