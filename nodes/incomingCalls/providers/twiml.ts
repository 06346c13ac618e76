import { textOr } from '../../util/guards';
import { directionOf, hasEndedStatus, type IncomingProvider } from '../provider';
import { element } from '../xml';

/** What Twilio's requests and TwiML have in common with Telnyx's TeXML, which was made after them. */
export const twiml: Pick<
	IncomingProvider,
	'read' | 'isOver' | 'forward' | 'reject' | 'say' | 'redirect'
> = {
	read({ CallSid, From = '', To = '', Direction, FromCity, FromCountry }) {
		return CallSid
			? {
					providerCallId: CallSid,
					from: From,
					to: To,
					direction: directionOf(Direction),
					city: textOr(FromCity, null),
					country: textOr(FromCountry, null),
				}
			: undefined;
	},
	isOver: hasEndedStatus,
	forward: (to) => [element('Dial', {}, element(/^sips?:/i.test(to) ? 'Sip' : 'Number', {}, to))],
	reject: (reason) => [element('Reject', { reason })],
	say: (text, language) => [element('Say', { language }, text), element('Hangup')],
	redirect: (url) => [element('Redirect', { method: 'POST' }, url)],
};
