import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Provider, ProviderWithNumbers } from '../../../sandbox';
import { hasNumbers } from '../../../sandbox/phoneNumbers/providers';

/** What the tests of the telephony configurations need to know about a provider. */
export interface ProviderCase {
	id: Provider;
	label: string;
	resource: string;
	credentialType: string;
	/** A whole account, as a credential or the fields by hand hold it. */
	account: Record<string, string> & ICredentialDataDecryptedObject;
	/** Another whole account. */
	otherAccount: Record<string, string>;
	/** An account field that the API returns, and its label. */
	publicField: string;
	publicLabel: string;
	/** Account fields that the API never returns. */
	secretFields: string[];
	secretLabel: string;
	/** A value that cannot be right, where the node can know. */
	malformed?: { field: string; value: string };
}

/** Marked as made up by being made here. */
const madeUp = (name: string) => `made-up-${name}`;

/** Every provider; the whole table of cases is run for each. */
export const PROVIDERS: ProviderCase[] = [
	{
		id: 'twilio',
		label: 'Twilio',
		resource: 'twilioTelephonyConfig',
		credentialType: 'ultravoxTwilioApi',
		account: {
			accountSid: 'ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
			authToken: madeUp('first-twilio-secret-1'),
		},
		otherAccount: {
			accountSid: 'ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
			authToken: madeUp('other-twilio-secret-2'),
		},
		publicField: 'accountSid',
		publicLabel: 'Account SID',
		secretFields: ['authToken'],
		secretLabel: 'Auth Token',
		malformed: { field: 'accountSid', value: 'AC123' },
	},
	{
		id: 'telnyx',
		label: 'Telnyx',
		resource: 'telnyxTelephonyConfig',
		credentialType: 'ultravoxTelnyxApi',
		account: {
			accountSid: '11111111-1b0a-4c9d-8e7f-6a5b4c3d2e1f',
			apiKey: madeUp('first-telnyx-secret-1'),
			publicKey: madeUp('first-telnyx-secret-2'),
			applicationSid: '1111111111111111111',
		},
		otherAccount: {
			accountSid: '22222222-1b0a-4c9d-8e7f-6a5b4c3d2e1f',
			apiKey: madeUp('other-telnyx-secret-3'),
			publicKey: madeUp('other-telnyx-secret-4'),
			applicationSid: '2222222222222222222',
		},
		publicField: 'accountSid',
		publicLabel: 'Account SID',
		secretFields: ['apiKey', 'publicKey'],
		secretLabel: 'API Key',
		malformed: { field: 'applicationSid', value: '1'.repeat(41) },
	},
	{
		id: 'plivo',
		label: 'Plivo',
		resource: 'plivoTelephonyConfig',
		credentialType: 'ultravoxPlivoApi',
		account: { authId: 'MAAAAAAAAAAAAAAAAAAA', authToken: madeUp('first-plivo-secret-1') },
		otherAccount: { authId: 'MABBBBBBBBBBBBBBBBBB', authToken: madeUp('other-plivo-secret-2') },
		publicField: 'authId',
		publicLabel: 'Auth ID',
		secretFields: ['authToken'],
		secretLabel: 'Auth Token',
	},
];

/** Those of them whose numbers and incoming calls are covered. */
export const PROVIDERS_WITH_NUMBERS = PROVIDERS.filter(
	(one): one is ProviderCase & { id: ProviderWithNumbers } => hasNumbers(one.id),
);
