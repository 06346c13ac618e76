import type { IDataObject } from 'n8n-workflow';
import { isRecord } from '../util/guards';
import { mergeJson } from '../util/mergeJson';

/** Parts of a template that the API keeps itself; it returns them, but nobody can set them. */
const OWN = new Set(['name', 'created', 'updated']);

/** Settings that make sense as a whole only: exactly one of their parts may be there, or they are a schema. */
const WHOLE = new Set([
	'contextSchema',
	'externalVoice',
	'firstSpeakerSettings',
	'medium',
	'voiceOverrides',
]);

/**
 * Whether a setting is replaced as a whole, not combined with what is stored.
 *
 * @param name the API's, e.g. `voice`
 */
export function isWhole(name: string): boolean {
	return WHOLE.has(name);
}

/**
 * Leaves out what cannot be sent: the API's own parts, and what has no value.
 *
 * @param template as the API returned it; none for an agent without one
 */
export function settable(template: unknown): IDataObject {
	return Object.fromEntries(
		Object.entries(isRecord(template) ? (template as IDataObject) : {}).filter(
			([name, value]) => !OWN.has(name) && value !== null,
		),
	);
}

/**
 * Puts changes over a template, as the API wants it complete: objects are combined, everything else is replaced,
 * null takes a setting out.
 *
 * @param base what is there; not changed
 * @param changes what differs; not changed
 * @returns the new template, without null
 */
export function mergeTemplate(base: IDataObject, changes: IDataObject): IDataObject {
	const result = new Map(Object.entries(base));
	// An agent has either a voice of the account or an external one.
	if (isSet(changes.voice)) result.delete('externalVoice');
	if (isSet(changes.externalVoice)) ['voice', 'voiceOverrides'].map((name) => result.delete(name));
	for (const [name, value] of Object.entries(changes)) {
		const merged = mergeJson(WHOLE.has(name) ? undefined : result.get(name), value);
		if (merged === undefined) result.delete(name);
		else result.set(name, merged as IDataObject[string]);
	}
	return Object.fromEntries(result);
}

/**
 * Lists settings that nobody asked to change, and that the API no longer has as they were sent.
 *
 * @param sent the complete template that was sent
 * @param changes what the user asked for; not looked at
 * @param stored the template as the API has it now
 * @returns dot paths, e.g. `voice`, `vadSettings.turnEndpointDelay`
 */
export function lostSettings(
	sent: IDataObject,
	changes: IDataObject,
	stored: IDataObject,
): string[] {
	return Object.entries(sent).flatMap(([name, value]) => {
		const [change, now] = [changes[name], stored[name]];
		if (change === undefined) return isKept(value, now) ? [] : [name];
		if (WHOLE.has(name) || !isRecord(value) || !isRecord(change)) return [];
		return lostSettings(
			value as IDataObject,
			change as IDataObject,
			isRecord(now) ? (now as IDataObject) : {},
		).map((path) => `${name}.${path}`);
	});
}

const isSet = (value: unknown) => value !== undefined && value !== null;

/** Whether all of a value is still there. The API completes some of what it stores, such as a context schema. */
function isKept(sent: unknown, now: unknown): boolean {
	if (isRecord(sent) && isRecord(now)) {
		return Object.entries(sent).every(([name, value]) => isKept(value, now[name]));
	}
	if (Array.isArray(sent) && Array.isArray(now) && sent.length === now.length) {
		return sent.every((entry, index) => isKept(entry, now[index]));
	}
	return canonical(sent) === canonical(now);
}

/** One text for values that mean the same: the order of names does not count, and nothing is as good as empty. */
function canonical(value: unknown): string {
	if (Array.isArray(value)) return value.length === 0 ? '' : `[${value.map(canonical).join(',')}]`;
	if (!isRecord(value)) return isSet(value) && value !== '' ? JSON.stringify(value) : '';
	const entries = Object.entries(value)
		.map(([name, inner]) => [JSON.stringify(name), canonical(inner)])
		.filter(([, inner]) => inner !== '')
		.map((entry) => entry.join(':'))
		.sort();
	return entries.length === 0 ? '' : `{${entries.join(',')}}`;
}
