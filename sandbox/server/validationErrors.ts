import type { JsonObject } from '../state';

/** What is used of an Ajv error. */
export interface SchemaError {
	keyword: string;
	instancePath: string;
	schemaPath: string;
	params: Record<string, unknown>;
	message?: string;
	parentSchema?: Record<string, unknown>;
}

interface Node {
	messages: string[];
	children: Map<string, Node>;
}

const TYPES: Record<string, string> = {
	string: 'Not a valid string.',
	boolean: 'Must be a valid boolean.',
	integer: 'A valid integer is required.',
	number: 'A valid number is required.',
	array: 'Expected a list of items.',
	object: 'Expected a dictionary of items.',
};

function wording(error: SchemaError): string {
	const own = error.parentSchema?.['x-message'];
	const { params } = error;
	switch (error.keyword) {
		case 'required':
		case 'dependencies':
			return error.keyword === 'dependencies' && typeof own === 'string'
				? own
				: 'This field is required.';
		case 'additionalProperties':
			return 'This field is not known or may not be set.';
		case 'type': {
			const type = Array.isArray(params.type) ? String(params.type[0]) : String(params.type);
			return TYPES[type.split(',')[0]] ?? `Expected ${type}.`;
		}
		case 'enum':
			return 'This is not a valid choice.';
		case 'minLength':
			return 'This field may not be blank.';
		case 'maxLength':
			return `Ensure this field has no more than ${String(params.limit)} characters.`;
		case 'maxItems':
			return `Ensure this field has no more than ${String(params.limit)} elements.`;
		case 'minItems':
			return `Ensure this field has at least ${String(params.limit)} elements.`;
		case 'uniqueItems':
			return 'Ensure this field has no duplicates.';
		default:
			return typeof own === 'string' ? own : `Not valid: ${error.message ?? error.keyword}.`;
	}
}

function segments(error: SchemaError): string[] {
	const path = error.instancePath
		.split('/')
		.slice(1)
		.map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
	if (error.keyword === 'required' || error.keyword === 'dependencies') {
		const missing = error.params.missingProperty;
		return error.parentSchema?.['x-message'] && error.keyword === 'dependencies'
			? [...path, String(error.params.property)]
			: [...path, String(missing)];
	}
	if (error.keyword === 'additionalProperties') {
		return [...path, String(error.params.additionalProperty)];
	}
	return path;
}

function render(node: Node, value: unknown): unknown {
	if (node.children.size === 0) return node.messages;
	const isRows =
		Array.isArray(value) && value.some((row) => typeof row === 'object' && row !== null);
	if (isRows) {
		return value.map((row: unknown, index) => {
			const child = node.children.get(String(index));
			const shown = child ? render(child, row) : {};
			return Array.isArray(shown) ? { non_field_errors: shown } : shown;
		});
	}
	const own = node.messages.length > 0 ? [['non_field_errors', node.messages]] : [];
	const fields = [...node.children].map(([name, child]) => {
		const isParent = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
		return [name, render(child, isParent ? (value as JsonObject)[name] : undefined)];
	});
	return Object.fromEntries([...own, ...fields]) as JsonObject;
}

/**
 * The body of a 400 as Django REST framework words it: messages under the field, nested fields nested,
 * rows of a list as a list with `{}` for the good ones, plain list items under their index.
 *
 * @param errors all Ajv errors, made with `verbose`
 * @param value what was validated
 */
export function validationBody(errors: SchemaError[], value: unknown): JsonObject {
	const choices = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
	const shown = errors.filter(
		(error) =>
			error.keyword !== 'if' &&
			!choices.some(({ schemaPath }) => error.schemaPath.startsWith(`${schemaPath}/`)),
	);
	const root: Node = { messages: [], children: new Map() };
	for (const error of shown) {
		let node = root;
		for (const name of segments(error)) {
			const child = node.children.get(name) ?? { messages: [], children: new Map() };
			node.children.set(name, child);
			node = child;
		}
		const text = wording(error);
		if (!node.messages.includes(text)) node.messages.push(text);
	}
	const body = render(root, value);
	return Array.isArray(body) ? { non_field_errors: body } : (body as JsonObject);
}
