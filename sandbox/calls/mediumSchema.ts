import type { Schema } from '../schema';
import {
	anyObject,
	duration,
	exactlyOne,
	filled,
	flag,
	integer,
	object,
	oneOfNames,
	text,
} from '../schema';
import { sipAddress } from '../telephonyConfigs/addresses';
import { PROVIDERS, providers, type TelephonyProvider } from '../telephonyConfigs/providers';

const dtmfHandling = exactlyOne({
	ignore: flag,
	userTextMessage: object({
		text: text(),
		urgency: oneOfNames([
			'URGENCY_UNSPECIFIED',
			'URGENCY_IMMEDIATE',
			'URGENCY_SOON',
			'URGENCY_LATER',
		]),
	}),
});

/** Which data messages a client gets. */
export const dataMessages = object(
	Object.fromEntries(
		[
			'pong',
			'state',
			'transcript',
			'clientToolInvocation',
			'dataConnectionToolInvocation',
			'playbackClearBuffer',
			'callStarted',
			'debug',
			'callEvent',
			'toolUsed',
			'userStartedSpeaking',
			'userStoppedSpeaking',
			'invokingTool',
		].map((name) => [name, flag]),
	),
);

function phone({ outgoing: { to, from } }: TelephonyProvider): Schema {
	return object({
		outgoing: object({ to, from, additionalParams: anyObject }, ['to', 'from']),
		dtmfHandling,
	});
}

const sampleRate = integer({ minimum: 8000, maximum: 48000 });

/** How a call is connected: exactly one key. */
export const medium: Schema = exactlyOne({
	webRtc: object({ dataMessages }),
	...Object.fromEntries(PROVIDERS.map((provider) => [provider, phone(providers[provider])])),
	exotel: object({ dtmfHandling }),
	sip: exactlyOne({
		incoming: object({}),
		outgoing: object({ to: sipAddress, from: filled(200), username: text(), password: text() }, [
			'to',
			'from',
		]),
	}),
	serverWebSocket: object(
		{
			inputSampleRate: sampleRate,
			outputSampleRate: sampleRate,
			clientBufferSizeMs: integer({ minimum: 0 }),
			dataMessages,
			mediaIdleTimeout: duration,
		},
		['inputSampleRate'],
	),
});
