import type { ItemOperation } from '../engine/operation';
import { readAddress } from '../fields/phoneNumbers';
import { decide, waitingCall } from './waitingCall';

/** Puts the caller through to somebody else. */
export const forwardIncomingCall: ItemOperation<{ to: string }> = {
	name: 'Forward',
	value: 'forward',
	action: 'Forward an incoming call',
	description: 'Put the caller through to a phone number or a SIP address',
	thing: () => 'the waiting call',
	fields: [
		{
			displayName: 'To',
			name: 'to',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +15551234567',
			description:
				'The number to put the caller through to, with country code, or a SIP address such as sip:name@carrier.example. That leg is billed by the provider.',
		},
	],
	prepare: (fns, itemIndex) => ({
		to: readAddress(fns.getNodeParameter('to', itemIndex, ''), 'To', 'phoneOrSip'),
	}),
	async execute({ fns, prepared: { to } }) {
		const { incoming, from, providerCallId } = waitingCall(fns);
		await decide(fns, incoming.forward(to));
		return { forwarded: true, to, from, provider: incoming.provider.id, providerCallId };
	},
};
