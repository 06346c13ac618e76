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
	saying,
	text,
} from '../schema';

const NUMBER = '\\+[1-9][0-9]{6,14}';
const SIP = 'sips?:[^\\s@<>:;]+@[^\\s@<>:;]+(:[0-9]{1,5})?(;[A-Za-z0-9_.-]+(=[^\\s;<>]+)?)*';

const matching = (message: string, pattern: string): Schema =>
	saying(message, text({ pattern: `^(?:${pattern})$` }));

const phoneNumber = matching('Must be a phone number in E.164 format.', NUMBER);
const numberOrSip = matching(
	'Must be a phone number in E.164 format or a SIP address.',
	`${NUMBER}|${SIP}`,
);
const severalTargets = matching(
	'Must be phone numbers in E.164 format or SIP addresses, joined with "<".',
	`(${NUMBER}|${SIP})(<(${NUMBER}|${SIP}))*`,
);
const sipAddress = matching('Must be a SIP address, e.g. sip:name@example.com.', SIP);

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

function phone(to: Schema, from: Schema): Schema {
	return object({
		outgoing: object({ to, from, additionalParams: anyObject }, ['to', 'from']),
		dtmfHandling,
	});
}

const sampleRate = integer({ minimum: 8000, maximum: 48000 });

/** How a call is connected: exactly one key. */
export const medium: Schema = exactlyOne({
	webRtc: object({ dataMessages }),
	// A client identifier as `from` goes with a SIP address only; calls.ts checks the pair.
	twilio: phone(numberOrSip, filled(100)),
	telnyx: phone(phoneNumber, phoneNumber),
	plivo: phone(severalTargets, phoneNumber),
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
