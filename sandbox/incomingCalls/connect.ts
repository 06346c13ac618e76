import { join } from '../calls/life';
import type { StoredCall } from '../calls/store';
import type { Context } from '../server/context';
import type { ProviderWithNumbers } from '../phoneNumbers/providers';

/**
 * How the audio has to be carried so that both sides hear each other, see
 * https://docs.ultravox.ai/telephony/telephony-platforms.
 */
const SETTINGS: Record<ProviderWithNumbers, Record<string, string>> = {
	twilio: {},
	telnyx: {
		bidirectionalMode: 'rtp',
		codec: 'L16',
		bidirectionalCodec: 'L16',
		bidirectionalSamplingRate: '16000',
	},
	plivo: { keepCallAlive: 'true', bidirectional: 'true', contentType: 'audio/x-l16;rate=16000' },
};

/** The XML by which a provider joins a call of Ultravox's. */
export function joinXml(provider: ProviderWithNumbers, joinUrl: string): string {
	const settings = Object.entries(SETTINGS[provider]).map(([name, value]) => ` ${name}="${value}"`);
	const url = joinUrl.replaceAll('&', '&amp;');
	const stream =
		provider === 'plivo'
			? `<Stream${settings.join('')}>${url}</Stream>`
			: `<Connect><Stream url="${url}"${settings.join('')}/></Connect>`;
	return `<?xml version="1.0" encoding="UTF-8"?><Response>${stream}</Response>`;
}

/**
 * Brings a caller and an agent together.
 *
 * @param settings as the XML has them
 * @throws Error for an address that is no call's which waits for this provider
 */
export function connect(
	context: Context,
	provider: ProviderWithNumbers,
	joinUrl: string,
	settings: Record<string, string>,
): StoredCall {
	const call = [...context.state.calls.values()].find((one) => one.joinUrl === joinUrl);
	if (!call) throw new Error('No call has this join URL.');
	if (!(provider in call.medium)) {
		throw new Error(`The call's medium is ${Object.keys(call.medium).join()}, not ${provider}.`);
	}
	if (call.joined !== null || call.ended !== null) throw new Error('The call was joined before.');
	for (const [name, value] of Object.entries(SETTINGS[provider])) {
		if (settings[name] !== value)
			throw new Error(`Nobody hears a thing: ${name} has to be ${value}.`);
	}
	join(context, call, context.clock.now());
	return call;
}
