import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';
import { isRecord } from '../util/guards';
import { BODY } from './parameters';

/**
 * What the trigger keeps with the tool itself, as a parameter that Ultravox sends along with each use and nobody reads:
 * n8n's static data may be lost, or be those of some time ago.
 */
export interface Marker {
	/** Agents to which the trigger has given the tool. Others may have it from elsewhere, and keep it. */
	agents: string[];
	/**
	 * Names and descriptions that the tool had before, by `textMark`, as long as an agent may have kept one. Short, as it goes
	 * along with each use.
	 */
	former: string[];
	/** The trigger of a tool that is there for a test only, by `triggerId`. */
	testOf?: string;
	/** The Secret Version of the tool's secret, and the one that it had before, whatever the step between them. */
	version?: string;
	previousVersion?: string;
}

/** Of more changes than this an agent was not left out. */
const MOST_FORMER = 20;

/** One short text for a name or description of the tool. */
export function textMark(text: unknown): string {
	return createHash('sha256').update(String(text)).digest('base64url').slice(0, 11);
}

/** The marker as a static parameter of the tool. */
export function markerParameter({ agents, former, testOf, ...versions }: Marker): IDataObject {
	const others = former.length > 0 ? { former: former.slice(-MOST_FORMER) } : {};
	return {
		name: BODY.marker,
		location: 'PARAMETER_LOCATION_BODY',
		value: testOf === undefined ? { agents, ...others, ...versions } : { testOf },
	};
}

/** Reads the marker of a tool; an empty one for a tool without. */
export function markerOf(definition: unknown): Marker {
	const value = staticValue(definition, BODY.marker);
	if (!isRecord(value)) return { agents: [], former: [] };
	return {
		agents: textsIn(value.agents),
		former: textsIn(value.former),
		...Object.fromEntries(
			(['testOf', 'version', 'previousVersion'] as const)
				.filter((name) => typeof value[name] === 'string')
				.map((name) => [name, value[name]]),
		),
	};
}

const textsIn = (list: unknown): string[] =>
	(Array.isArray(list) ? (list as unknown[]) : []).filter((entry) => typeof entry === 'string');

/** What a tool that has this marker is to have of versions when it is published with a Secret Version. */
export function versionsAfter({ version: last, previousVersion }: Marker, version: string) {
	const previous = last === undefined || last === version ? previousVersion : last;
	return { version, ...(previous === undefined ? {} : { previousVersion: previous }) };
}

/** The value of a static parameter of a tool; undefined where there is none of this name. */
export function staticValue(definition: unknown, name: string): unknown {
	const all = isRecord(definition) ? definition.staticParameters : undefined;
	const found = (Array.isArray(all) ? (all as unknown[]) : []).find(
		(parameter) => isRecord(parameter) && parameter.name === name,
	);
	return isRecord(found) ? found.value : undefined;
}
