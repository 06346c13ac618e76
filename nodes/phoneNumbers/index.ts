import type { Resource } from '../engine/operation';
import { credentialLabel } from '../telephony/account';
import { connectPhoneNumber } from './connect.operation';
import { disconnectPhoneNumber } from './disconnect.operation';
import { getAllPhoneNumbers } from './getAll.operation';
import { numberProviders } from './providers';

const operations = [getAllPhoneNumbers, connectPhoneNumber, disconnectPhoneNumber];

export const phoneNumber: Resource = {
	name: 'Phone Number',
	value: 'phoneNumber',
	description: 'A number at Twilio, Telnyx or Plivo, and who answers its calls',
	defaultOperation: getAllPhoneNumbers.value,
	operations,
	credentials: numberProviders.map(({ provider }) => ({
		name: provider.credentialType,
		displayName: credentialLabel(provider),
		required: true,
		displayOptions: {
			show: { '/operation': operations.map(({ value }) => value) },
			hide: {
				'/provider': numberProviders
					.map((other) => other.provider.id)
					.filter((id) => id !== provider.id),
			},
		},
	})),
};
