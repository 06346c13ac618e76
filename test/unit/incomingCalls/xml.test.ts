import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { Response as PlivoResponse } from 'plivo';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse';
import type { IncomingProvider } from '../../../nodes/incomingCalls/provider';
import { plivo } from '../../../nodes/incomingCalls/providers/plivo';
import { telnyx } from '../../../nodes/incomingCalls/providers/telnyx';
import { twilio } from '../../../nodes/incomingCalls/providers/twilio';
import { response, type Element } from '../../../nodes/incomingCalls/xml';

const JOIN_URL = 'wss://voice.ultravox.ai/calls/1?key=a&experience="x"';
const AGENT = 'https://app.ultravox.ai/api/agents/1/telephony_xml';
const NUMBER = '+15551234567';
const SIP = 'sip:desk@carrier.example:5060;transport=tcp';
/** What would end an element or an attribute, or begin one. */
const SENTENCE = `We're <closed> & "out" ]]> until 9 – après midi`;

/** Plivo's types do not say that it is a class. */
interface PlivoXml {
	addStream(url: string, options: object): unknown;
	addDial(): { addNumber(number: string): unknown; addUser(address: string): unknown };
	addHangup(options: object): unknown;
	addSpeak(text: string, options: object): unknown;
	addRedirect(url: string, options: object): unknown;
	toXML(): string;
}

const plivoXml = () => new (PlivoResponse as unknown as new () => PlivoXml)();

const parser = new XMLParser({
	ignoreAttributes: false,
	preserveOrder: true,
	parseTagValue: false,
	ignoreDeclaration: true,
});

/** What a provider makes of it; fails for what is no XML. */
function parsed(xml: string): unknown {
	expect(XMLValidator.validate(xml)).toBe(true);
	return parser.parse(xml);
}

const made = (steps: Element[]) => parsed(response(...steps));

describe('Twilio: the same as its own library makes', () => {
	const cases: Array<[string, Element[], (twiml: VoiceResponse) => unknown]> = [
		['join', twilio.join(JOIN_URL), (twiml) => twiml.connect().stream({ url: JOIN_URL })],
		['forward to a number', twilio.forward(NUMBER), (twiml) => twiml.dial().number(NUMBER)],
		['forward to SIP', twilio.forward(SIP), (twiml) => twiml.dial().sip(SIP)],
		['busy', twilio.reject('busy'), (twiml) => twiml.reject({ reason: 'busy' })],
		['rejected', twilio.reject('rejected'), (twiml) => twiml.reject({ reason: 'rejected' })],
		[
			'a sentence',
			twilio.say(SENTENCE, 'de-DE'),
			(twiml) => {
				twiml.say({ language: 'de-DE' }, SENTENCE);
				twiml.hangup();
			},
		],
		['redirect', twilio.redirect(AGENT), (twiml) => twiml.redirect({ method: 'POST' }, AGENT)],
	];

	it.each(cases)('%s', (_, steps, make) => {
		const twiml = new VoiceResponse();
		make(twiml);
		expect(made(steps)).toEqual(parsed(twiml.toString()));
	});
});

describe('Plivo: the same as its own library makes', () => {
	const cases: Array<[string, Element[], (xml: PlivoXml) => unknown]> = [
		[
			'join',
			plivo.join(JOIN_URL),
			(xml) =>
				xml.addStream(JOIN_URL, {
					keepCallAlive: true,
					bidirectional: true,
					contentType: 'audio/x-l16;rate=16000',
				}),
		],
		['forward to a number', plivo.forward(NUMBER), (xml) => xml.addDial().addNumber('15551234567')],
		['forward to SIP', plivo.forward(SIP), (xml) => xml.addDial().addUser(SIP)],
		['busy', plivo.reject('busy'), (xml) => xml.addHangup({ reason: 'busy' })],
		['rejected', plivo.reject('rejected'), (xml) => xml.addHangup({ reason: 'rejected' })],
		[
			'a sentence',
			plivo.say('We are closed.', 'de-DE'),
			(xml) => {
				xml.addSpeak('We are closed.', { language: 'de-DE' });
				xml.addHangup({});
			},
		],
		['redirect', plivo.redirect(AGENT), (xml) => xml.addRedirect(AGENT, { method: 'POST' })],
	];

	it.each(cases)('%s', (_, steps, make) => {
		const xml = plivoXml();
		make(xml);
		expect(made(steps)).toEqual(parsed(xml.toXML()));
	});
});

describe('Telnyx: as its documentation and that of Ultravox have it', () => {
	const cases: Array<[string, Element[], string]> = [
		[
			'join',
			telnyx.join('wss://voice.ultravox.ai/calls/1'),
			'<Connect><Stream url="wss://voice.ultravox.ai/calls/1" bidirectionalMode="rtp" codec="L16" bidirectionalCodec="L16" bidirectionalSamplingRate="16000"/></Connect>',
		],
		['forward to a number', telnyx.forward(NUMBER), `<Dial><Number>${NUMBER}</Number></Dial>`],
		['forward to SIP', telnyx.forward(SIP), `<Dial><Sip>${SIP}</Sip></Dial>`],
		['busy', telnyx.reject('busy'), '<Reject reason="busy"/>'],
		['rejected', telnyx.reject('rejected'), '<Reject reason="rejected"/>'],
		['a sentence', telnyx.say('Closed.', undefined), '<Say>Closed.</Say><Hangup/>'],
		['redirect', telnyx.redirect(AGENT), `<Redirect method="POST">${AGENT}</Redirect>`],
	];

	it.each(cases)('%s', (_, steps, expected) => {
		expect(made(steps)).toEqual(parsed(`<Response>${expected}</Response>`));
	});
});

describe.each<[string, IncomingProvider]>([
	['Twilio', twilio],
	['Telnyx', telnyx],
	['Plivo', plivo],
])('%s', (_, provider) => {
	it('says what was written, whatever it looks like', () => {
		const xml = response(...provider.say(SENTENCE, undefined));
		expect(parsed(xml)).toBeTruthy();
		expect(xml).not.toContain('<closed>');
		const text = new XMLParser({ htmlEntities: true }).parse(xml) as {
			Response: { Say?: string; Speak?: string };
		};
		expect(text.Response.Say ?? text.Response.Speak).toBe(SENTENCE);
	});

	it('leaves out what XML cannot hold', () => {
		const xml = response(...provider.say('a\u0000b\u0008c\uD83Dd 😀\uFFFE', undefined));
		expect(parsed(xml)).toBeTruthy();
		expect(xml).toContain('>abcd 😀<');
	});
});
