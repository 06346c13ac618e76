import type { IDataObject } from 'n8n-workflow';
import { toDynamicParameters } from '../tools/parameters';
import { isRecord } from '../util/guards';
import { markerParameter, staticValue, type Marker } from './marker';
import { BODY, type ToolSettings } from './parameters';

/** Header with which Ultravox shows that it is the one that uses the tool. */
export const PROOF_HEADER = 'X-N8N-Tool-Secret';

/** Header with the ID of the call in which the tool is used. */
export const CALL_ID_HEADER = 'X-Ultravox-Call-Id';

/** What the tool's definition is made of beside the user's settings. */
export interface Registered {
	/** Name of the tool, also the one that the model sees. */
	name: string;
	url: string;
	secret: string;
	marker: Marker;
}

const EXTRAS = {
	metadata: 'KNOWN_PARAM_CALL_METADATA',
	state: 'KNOWN_PARAM_CALL_STATE',
	conversation: 'KNOWN_PARAM_CONVERSATION_HISTORY',
} as const;

/**
 * Makes the tool as the API wants it.
 *
 * @param stored the definition that Ultravox has; what the trigger does not set in it is kept
 * @returns body of POST and PUT
 */
export function toolBody(
	settings: ToolSettings,
	{ name, url, secret, marker }: Registered,
	stored: unknown = {},
): IDataObject {
	const definition: IDataObject = {
		...(isRecord(stored) ? (stored as IDataObject) : {}),
		modelToolName: name,
		description: settings.description,
		dynamicParameters: toDynamicParameters(settings.parameters, () => 'PARAMETER_LOCATION_BODY'),
		staticParameters: [
			{ name: PROOF_HEADER, location: 'PARAMETER_LOCATION_HEADER', value: secret },
			markerParameter(marker),
		],
		automaticParameters: automaticParameters(settings),
		timeout: settings.timeout,
		http: { baseUrlPattern: url, httpMethod: 'POST' },
		defaultReaction: settings.agentReaction,
	};
	delete definition.staticResponse;
	if (settings.fixedText !== undefined) {
		definition.staticResponse = { responseText: settings.fixedText };
	}
	return { name, definition };
}

/** The secret that a tool has; undefined where it has none. */
export function secretOf(definition: unknown): string | undefined {
	const secret = staticValue(definition, PROOF_HEADER);
	return typeof secret === 'string' ? secret : undefined;
}

function automaticParameters({ extras }: ToolSettings): IDataObject[] {
	const names = (['metadata', 'state', 'conversation'] as const).filter((name) => extras[name]);
	return [
		{
			name: CALL_ID_HEADER,
			location: 'PARAMETER_LOCATION_HEADER',
			knownValue: 'KNOWN_PARAM_CALL_ID',
		},
		...names.map((name) => ({
			name: BODY[name],
			// Not a header: these may be long, and hold letters that headers do not take.
			location: 'PARAMETER_LOCATION_BODY',
			knownValue: EXTRAS[name],
		})),
	];
}
