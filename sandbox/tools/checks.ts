import type { JsonObject } from '../state';

interface Parameter extends JsonObject {
	name: string;
	location: string;
}

const KINDS = ['dynamicParameters', 'staticParameters', 'automaticParameters'] as const;

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Seconds that a tool may take, at least and at most. */
const SHORTEST = 0.1;
const LONGEST = 40;

export const parametersOf = (definition: JsonObject, kind: (typeof KINDS)[number]): Parameter[] =>
	(definition[kind] ?? []) as Parameter[];

/**
 * Checks what the schema cannot see of a tool's definition.
 *
 * @returns complaints by field; empty when all is well
 */
export function checkDefinition(definition: JsonObject): JsonObject {
	const complaints: JsonObject = {};
	const timeout = Number(String(definition.timeout ?? '1s').slice(0, -1));
	if (timeout < SHORTEST || timeout > LONGEST) {
		complaints.timeout = [`Must be from ${SHORTEST}s to ${LONGEST}s.`];
	}
	const seen = new Set<string>();
	for (const kind of KINDS) {
		const texts = parametersOf(definition, kind).flatMap((parameter) => {
			const text = checkParameter(definition, parameter, seen);
			return text === undefined ? [] : [`${parameter.name}: ${text}`];
		});
		if (texts.length > 0) complaints[kind] = texts;
	}
	const missing = placesIn(definition).filter((name) => !isInPath(definition, name));
	if (missing.length > 0) {
		complaints.http = { baseUrlPattern: [`No path parameter is called ${missing.join(', ')}.`] };
	}
	const dynamic = new Set(parametersOf(definition, 'dynamicParameters').map(({ name }) => name));
	const { requiredParameterOverrides = [] } = (definition.requirements ?? {}) as {
		requiredParameterOverrides?: string[];
	};
	const unknown = requiredParameterOverrides.filter((name) => !dynamic.has(name));
	if (unknown.length > 0) {
		complaints.requirements = {
			requiredParameterOverrides: [`No dynamic parameter is called ${unknown.join(', ')}.`],
		};
	}
	return complaints;
}

function checkParameter(
	definition: JsonObject,
	{ name, location }: Parameter,
	seen: Set<string>,
): string | undefined {
	if (seen.has(name)) return 'there are several parameters of this name.';
	seen.add(name);
	const { http } = definition as { http?: { httpMethod: string } };
	const place = location.replace('PARAMETER_LOCATION_', '');
	if (!http && place !== 'BODY') return 'only BODY is possible for this kind of tool.';
	if (place === 'BODY' && http?.httpMethod === 'GET') return 'a GET request has no body.';
	if (place === 'HEADER' && !HEADER_NAME.test(name)) return 'this is not the name of a header.';
	if (place === 'PATH' && !placesIn(definition).includes(name)) {
		return 'the path has no such place.';
	}
	return undefined;
}

/** The names in curly brackets of the address. */
function placesIn({ http }: JsonObject): string[] {
	const { baseUrlPattern = '' } = (http ?? {}) as { baseUrlPattern?: string };
	return [...baseUrlPattern.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name);
}

function isInPath(definition: JsonObject, name: string): boolean {
	return KINDS.some((kind) =>
		parametersOf(definition, kind).some(
			(one) => one.name === name && one.location === 'PARAMETER_LOCATION_PATH',
		),
	);
}
