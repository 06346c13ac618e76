import type { Context } from '../server/context';
import type { JsonObject } from '../state';
import type { StoredTool } from './store';

/** Values of users, which are answered as they are, whatever they hold. */
const FREE = new Set(['schema', 'value']);

/** Messages that mean something by being there, even empty. */
const PRESENT = new Set(['http', 'client', 'dataConnection', 'staticResponse']);

/** A tool as answered. */
export function showTool(context: Context, tool: StoredTool): JsonObject {
	const { toolId, name, created, ownership, definition } = tool;
	return { toolId, name, created, ownership, definition: showDefinition(context, definition) };
}

/** A definition as answered: without what is at its default, durations in their usual form. */
export function showDefinition({ switches }: Context, definition: JsonObject): JsonObject {
	if (switches.toolDefaults === 'keep') return definition;
	return withoutDefaults(definition);
}

function withoutDefaults(message: JsonObject): JsonObject {
	const fields = Object.entries(message).flatMap(([name, value]): Array<[string, unknown]> => {
		if (FREE.has(name)) return [[name, value]];
		if (name === 'timeout') return [[name, usualDuration(String(value))]];
		if (isDefault(name, value)) return [];
		return [[name, shorten(value)]];
	});
	return Object.fromEntries(fields);
}

function shorten(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(shorten);
	return typeof value === 'object' && value !== null ? withoutDefaults(value as JsonObject) : value;
}

function isDefault(name: string, value: unknown): boolean {
	if (PRESENT.has(name)) return false;
	if (Array.isArray(value)) return value.length === 0;
	return value === '' || value === false || /_UNSPECIFIED$/.test(String(value));
}

/** Without decimals, or with 3, 6 or 9 of them: `2.5s` is answered as `2.500s`. */
function usualDuration(text: string): string {
	const [whole, fraction = ''] = text.slice(0, -1).split('.');
	const digits = fraction.replace(/0+$/, '');
	if (digits === '') return `${whole}s`;
	return `${whole}.${digits.padEnd(Math.ceil(digits.length / 3) * 3, '0')}s`;
}
