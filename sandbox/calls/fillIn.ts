import type { JsonObject } from '../state';

/** Fills {{path}} in; what the context lacks becomes nothing. */
export function fillIn(template: string, values: JsonObject): string {
	return template.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, path: string) => {
		const value = path
			.split('.')
			.reduce<unknown>((inner, name) => (inner as JsonObject | undefined)?.[name], values);
		return value === undefined || value === null ? '' : String(value);
	});
}
