import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ProviderApi } from '../client/providerApi';
import type { ItemOperation } from '../engine/operation';
import { InputError } from '../errors/inputError';
import { switchOf } from '../fields/switches';
import { apiOf, readNumberAccount, type NumberAccount } from './account';
import { agentAt, agentHome } from '../agents/agentAddress';
import { readBefore, type Before } from './before';
import { changeAndRead, changedSettings, foreseeNumber, showChanges } from './changeTwilio';
import { providerField } from '../telephony/providerField';
import { dryRunOption, phoneNumberField, readPhoneNumber, readProvider } from './fields';
import { findNumber } from './findNumber';
import { agentOf, pointsTo, type PhoneNumber } from './phoneNumber';
import type { NumberProvider } from './provider';
import { settingsOf, type TwilioSettings } from './providers/twilio';

interface Prepared extends NumberAccount {
	provider: NumberProvider;
	phoneNumber: string;
	restore: Before | undefined;
	dryRun: boolean;
}

const restoreField: INodeProperties = {
	displayName: 'Restore',
	name: 'restore',
	type: 'json',
	default: '',
	description:
		'What Connect gave as before: the number is as it was then. Empty: the address of the agent that it points at is taken away.',
};

export const disconnectPhoneNumber: ItemOperation<Prepared, object> = {
	name: 'Disconnect',
	value: 'disconnect',
	action: 'Disconnect a phone number',
	description:
		'Undo Connect, only if the number still points where Connect put it. Agents stay allowed on the line.',
	thing: ({ provider, phoneNumber }) => `${provider.provider.id} ${phoneNumber}`,
	fields: [providerField, phoneNumberField, restoreField],
	options: [dryRunOption],
	begin: () => ({}),
	async prepare(fns, itemIndex) {
		const provider = readProvider(fns, itemIndex);
		const phoneNumber = readPhoneNumber(fns, itemIndex);
		const stored = fns.getNode().parameters.restore;
		const isExpression = typeof stored === 'string' && stored.startsWith('=');
		const restore = readBefore(fns.getNodeParameter('restore', itemIndex, ''), isExpression);
		if (restore && restore.phoneNumber !== phoneNumber) {
			throw new InputError(
				`Restore: it is of the number ${restore.phoneNumber}, not of ${phoneNumber}`,
				'Use what Connect gave for this number.',
			);
		}
		const options: unknown = fns.getNodeParameter('options', itemIndex, {});
		return {
			provider,
			phoneNumber,
			restore,
			dryRun: switchOf(options, 'dryRun', false, 'Dry Run'),
			...(await readNumberAccount(fns, provider, itemIndex)),
		};
	},
	async execute({ fns, api, prepared, state, warn }) {
		const { provider, phoneNumber } = prepared;
		return await api.inTurn(`${provider.provider.id} ${phoneNumber}`, state, async () => {
			const numbers = apiOf(fns, prepared);
			const home = agentHome(await api.baseUrl());
			const number = await findNumber(numbers, provider, phoneNumber);
			if (!provider.manual) return await disconnectTwilio(prepared, numbers, number, home, warn);
			const { label } = provider.provider;
			const isConnected = agentOf(number, home) !== null;
			if (isConnected) {
				warn(
					`${phoneNumber} is still connected: do the steps of the output at ${label}. This node does not change numbers there.`,
				);
			}
			return {
				...(prepared.dryRun ? { dryRun: true } : {}),
				...showDisconnected(number, home),
				steps: isConnected ? provider.manual.disconnect(number) : [],
				changed: false,
				changes: [],
				provider: provider.provider.id,
				numberId: number.numberId,
			};
		});
	},
};

async function disconnectTwilio(
	{ provider, restore, dryRun }: Prepared,
	numbers: ProviderApi,
	number: PhoneNumber,
	home: string,
	warn: (text: string) => void,
): Promise<IDataObject> {
	const wanted = restore ? restored(number, restore, home) : cleared(number, home);
	const change = changedSettings(number, wanted);
	const changes = showChanges(number, change);
	if (changes.length === 0) {
		warn(
			`${number.phoneNumber} ${restore ? 'is as it was before already' : 'points at nothing already'}, so there was nothing to change.`,
		);
	}
	const common = {
		provider: provider.provider.id,
		changed: changes.length > 0,
		changes,
		numberId: number.numberId,
	};
	if (dryRun) {
		return { dryRun: true, ...showDisconnected(foreseeNumber(number, change), home), ...common };
	}
	const after = changes.length > 0 ? await changeAndRead(numbers, number, change) : number;
	return { ...showDisconnected(after, home), ...common };
}

/** @throws InputError when the number points elsewhere than Connect put it */
function restored(
	number: PhoneNumber,
	{ settings, connectedTo }: Before,
	home: string,
): Partial<TwilioSettings> {
	const earlier = Object.fromEntries(
		// An address is cleared by an empty text; a method only ever becomes another one.
		Object.entries(settings).filter(([name, value]) => value !== '' || !name.endsWith('_method')),
	) as Partial<TwilioSettings>;
	if (Object.keys(changedSettings(number, earlier)).length === 0) return {};
	const { voice_url: now } = settingsOf(number);
	const isThere = number.trunkId === null && number.application === null && now === connectedTo;
	if (!isThere) refuse(number, home, 'where Connect put it', connectedTo);
	return earlier;
}

/** @throws InputError when the number points at something that Connect to an agent does not give it */
function cleared(number: PhoneNumber, home: string): Partial<TwilioSettings> {
	const { voice_url: now, voice_fallback_url: fallback } = settingsOf(number);
	const isOwn = number.trunkId === null && number.application === null;
	if (isOwn && now === '') return {};
	if (!isOwn || agentOf(number, home) === null) refuse(number, home, 'at an Ultravox agent');
	const isAgents = agentAt(fallback, home) !== undefined;
	return { voice_url: '', ...(isAgents ? { voice_fallback_url: '' } : {}) };
}

function refuse(number: PhoneNumber, home: string, where: string, address?: string): never {
	const now = pointsTo(number, home);
	throw new InputError(
		`Phone Number: ${number.phoneNumber} does not point ${where}${address ? `, ${address}` : ''}, but at: ${now}`,
		address
			? 'Somebody has changed it since, so nothing was changed. Look at it in the Twilio console.'
			: 'Nothing was changed. Give Restore what Connect gave as before, or change the number in the Twilio console.',
	);
}

function showDisconnected(number: PhoneNumber, home: string): IDataObject {
	const { phoneNumber, url, method, fallbackUrl } = number;
	return { phoneNumber, pointsTo: pointsTo(number, home), url, method, fallbackUrl };
}
