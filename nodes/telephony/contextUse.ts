import { splitTemplate } from '../fields/templateText';
import { isRecord } from '../util/guards';

/** What an agent makes of its template context. */
export interface ContextUse {
	/** Variables that its texts name. */
	variables: ReadonlySet<string>;
	/** The variables, and what they lie in: `user.phone` and `user`. */
	places: ReadonlySet<string>;
	contextSchema: unknown;
}

/** Finds in an agent's settings what it makes of its template context. */
export function contextUse(callTemplate: Record<string, unknown>): ContextUse {
	const { contextSchema, ...texts } = callTemplate;
	const variables = namesIn(texts, new Set());
	return { variables, places: new Set([...variables].flatMap(withOuter)), contextSchema };
}

/**
 * Finds mapped fields of which an agent makes nothing: neither does one of its texts name them, nor does its context
 * schema have a place for them. Ultravox refuses calls whose context has what the schema does not allow, and it makes
 * the schema of the variables in the texts where none is set.
 *
 * @param fields places in the template context, such as `user.phone`
 */
export function unusedFields(use: ContextUse, fields: readonly string[]): string[] {
	return fields.filter((field) => {
		// Whoever names `user` as a whole, for a section maybe, may well use `phone` in it.
		const isNamed =
			use.places.has(field) || withOuter(field).some((name) => use.variables.has(name));
		return !isNamed && !hasPlace(use.contextSchema, field.split('.'));
	});
}

function namesIn(value: unknown, names: Set<string>): Set<string> {
	if (typeof value === 'string') {
		for (const part of splitTemplate(value)) {
			if (part.kind === 'variable' && part.name !== undefined) names.add(part.name);
			// What n8n would take for its own, such as `first-name`, is a name to Ultravox.
			if (part.kind === 'expression') names.add(part.code.trim());
		}
	} else if (typeof value === 'object' && value !== null) {
		for (const entry of Object.values(value)) namesIn(entry, names);
	}
	return names;
}

function withOuter(name: string): string[] {
	const parts = name.split('.');
	return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}

/** Whether a JSON schema has a place for a value. Where telling takes more than looking, it is taken to have one. */
function hasPlace(schema: unknown, [part, ...inner]: string[]): boolean {
	if (!isRecord(schema)) return schema === true;
	if (part === undefined) return true;
	const { properties, additionalProperties: others } = schema;
	if (isRecord(properties) && Object.hasOwn(properties, part)) {
		return hasPlace(properties[part], inner);
	}
	const isOpen = others === true || isRecord(others) || (!properties && others !== false);
	return isOpen || HARD_TO_TELL.some((name) => name in schema);
}

const HARD_TO_TELL = ['$ref', 'allOf', 'anyOf', 'oneOf', 'patternProperties'];
