import { fillIn } from '../calls/fillIn';
import type { StoredCall } from '../calls/store';
import type { Context } from '../server/context';
import type { JsonObject } from '../state';
import { parametersOf } from './checks';
import { metRequirements, type SelectedTool } from './select';

/** A request to a tool, before it is sent. */
export interface ToolRequest {
	method: string;
	url: URL;
	headers: Record<string, string>;
	/** JSON; undefined for none. */
	body: string | undefined;
}

type Place = 'QUERY' | 'PATH' | 'HEADER' | 'BODY';

interface Filled {
	name: string;
	place: Place;
	value: unknown;
}

/** Texts as they are, everything else as JSON. */
const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/**
 * Makes the request with which a tool is called.
 *
 * @param definition of an HTTP tool
 * @param selected the entry of the call's tools
 * @param given arguments, as the model gave them
 */
export function toolRequest(
	context: Context,
	call: StoredCall,
	definition: JsonObject,
	selected: SelectedTool,
	given: JsonObject,
): ToolRequest {
	const { baseUrlPattern, httpMethod } = definition.http as Record<string, string>;
	const parameters = fill(context, call, definition, selected, given);
	const at = (place: Place) => parameters.filter((parameter) => parameter.place === place);
	const path = at('PATH').reduce(
		(pattern, { name, value }) =>
			pattern.replaceAll(`{${name}}`, encodeURIComponent(asText(value))),
		baseUrlPattern,
	);
	const url = new URL(path);
	for (const { name, value } of at('QUERY')) url.searchParams.set(name, asText(value));
	const headers = Object.fromEntries(
		at('HEADER').map(({ name, value }) => [name.toLowerCase(), asText(value)]),
	);
	authorize(definition, selected, url, headers);
	const fields = Object.fromEntries(at('BODY').map(({ name, value }) => [name, value]));
	const hasBody =
		httpMethod !== 'GET' && (at('BODY').length > 0 || context.switches.emptyToolBody === 'object');
	return {
		method: httpMethod,
		url,
		headers: hasBody ? { 'content-type': 'application/json', ...headers } : headers,
		body: hasBody ? JSON.stringify(fields) : undefined,
	};
}

/** The names of the arguments that the tool requires, that nothing overrides, and that the model left out. */
export function missingArguments(
	definition: JsonObject,
	{ parameterOverrides = {} }: SelectedTool,
	given: JsonObject,
): string[] {
	return parametersOf(definition, 'dynamicParameters')
		.filter(({ required, name }) => required === true && !Object.hasOwn(parameterOverrides, name))
		.map(({ name }) => name)
		.filter((name) => given[name] === undefined);
}

/** Later ones win: what the model gave, what agent or call override, what is fixed, what Ultravox knows. */
function fill(
	context: Context,
	call: StoredCall,
	definition: JsonObject,
	{ parameterOverrides = {} }: SelectedTool,
	given: JsonObject,
): Filled[] {
	const filled = new Map<string, Filled>();
	const put = (name: string, location: string, value: unknown) => {
		// What the model left out is not there, rather than null.
		if (value === undefined) return;
		const place = location.replace('PARAMETER_LOCATION_', '') as Place;
		filled.set(name, { name, place, value });
	};
	const own = (name: string) =>
		Object.hasOwn(parameterOverrides, name) ? { value: parameterOverrides[name] } : undefined;
	const template = (value: unknown) =>
		typeof value === 'string' ? fillIn(value, call.templateContext) : value;
	for (const { name, location } of parametersOf(definition, 'dynamicParameters')) {
		const override = own(name);
		put(name, location, override ? template(override.value) : given[name]);
	}
	for (const { name, location, value } of parametersOf(definition, 'staticParameters')) {
		put(name, location, template(own(name)?.value ?? value));
	}
	for (const { name, location, knownValue } of parametersOf(definition, 'automaticParameters')) {
		put(name, location, known(context, call, String(knownValue)));
	}
	return [...filled.values()];
}

function known({ switches }: Context, call: StoredCall, name: string): unknown {
	switch (name.replace('KNOWN_PARAM_', '')) {
		case 'CALL_ID':
			return call.callId;
		case 'CALL_STAGE_ID':
			return call.stages[call.stages.length - 1];
		case 'CALL_STATE':
			return call.state;
		case 'CALL_METADATA':
			return call.metadata;
		case 'CONVERSATION_HISTORY': {
			const { messages } = call;
			if (switches.conversationHistory === 'list') return messages;
			return switches.conversationHistory === 'object' ? { messages } : JSON.stringify(messages);
		}
		case 'OUTPUT_SAMPLE_RATE':
			return 8000;
		case 'THREAD_ID':
			return 'UI';
		default:
			return {};
	}
}

/** Adds the tokens that agent or call have for the tool. */
function authorize(
	definition: JsonObject,
	{ authTokens = {} }: SelectedTool,
	url: URL,
	headers: Record<string, string>,
): void {
	for (const [key, requirement] of Object.entries(metRequirements(definition, authTokens) ?? {})) {
		const { queryApiKey, headerApiKey, httpAuth } = requirement as Record<
			string,
			{ name: string; scheme: string } | undefined
		>;
		const token = authTokens[key];
		if (queryApiKey) url.searchParams.set(queryApiKey.name, token);
		if (headerApiKey) headers[headerApiKey.name.toLowerCase()] = token;
		if (httpAuth) headers.authorization = `${httpAuth.scheme} ${token}`;
	}
}
