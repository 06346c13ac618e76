import type { IDataObject } from 'n8n-workflow';
import { ApiError, type FieldLabels } from '../errors/apiError';
import { describeServiceError } from '../errors/serviceMessages';
import type { ProviderApi } from '../client/providerApi';
import type { ItemCall, ItemOperation, OperationResult } from '../engine/operation';
import { createTryMemory } from '../engine/tryMemory';
import { InputError } from '../errors/inputError';
import { ConfigState } from '../telephony/agentChanges';
import { allowAgents, type Allowed } from '../telephony/allowAgents';
import { ConfigApi } from '../telephony/configApi';
import { configLabels } from '../telephony/labels';
import { toResult, type Result } from '../util/result';
import { apiOf, readNumberAccount, type NumberAccount } from './account';
import { agentHome } from '../agents/agentAddress';
import { showBefore } from './before';
import { changeAndRead, changedSettings, foreseeNumber, showChanges } from './changeTwilio';
import { providerField } from '../telephony/providerField';
import { phoneNumberField, readPhoneNumber, readProvider } from './fields';
import { pointsTo, type PhoneNumber } from './phoneNumber';
import { findNumber } from './findNumber';
import type { NumberProvider } from './provider';
import { numberProviders } from './providers';
import type { TwilioSettings } from './providers/twilio';
import {
	addressesOf,
	agentsOf,
	doubtAbout,
	readTarget,
	targetFields,
	targetOptions,
	type Target,
} from './target';
import { accountDoubt, configWording } from './ultravoxSide';

interface Prepared extends NumberAccount {
	provider: NumberProvider;
	phoneNumber: string;
	target: Target;
}

type Call = ItemCall<Prepared, ConfigStates>;

/** What the items of one execution know of the configurations, by provider. */
class ConfigStates {
	private readonly states = new Map<NumberProvider, ConfigState>();

	of(provider: NumberProvider): ConfigState {
		const state = this.states.get(provider) ?? new ConfigState(true);
		this.states.set(provider, state);
		return state;
	}

	[Symbol.iterator]() {
		return this.states[Symbol.iterator]();
	}
}

/** Numbers as they were before a try of Retry On Fail began to change them. */
const openNumbers = createTryMemory<PhoneNumber>();

const NO_CHANGE: Allowed = { changes: [], accountId: undefined };

export const connectPhoneNumber: ItemOperation<Prepared, ConfigStates> = {
	name: 'Connect',
	value: 'connect',
	action: 'Connect a phone number',
	description:
		'Have an agent, or an address such as that of this n8n, answer the calls of a number. Twilio is set; for Telnyx and Plivo the steps come out.',
	thing: ({ provider, phoneNumber }) => `${provider.provider.id} ${phoneNumber}`,
	fields: [providerField, phoneNumberField, ...targetFields],
	options: targetOptions,
	labels: Object.assign(
		{},
		...numberProviders.map(({ provider }) => configLabels(provider)),
	) as FieldLabels,
	begin: () => new ConfigStates(),
	async prepare(fns, itemIndex) {
		const provider = readProvider(fns, itemIndex);
		return {
			provider,
			phoneNumber: readPhoneNumber(fns, itemIndex),
			target: readTarget(fns, itemIndex, provider.provider.label),
			...(await readNumberAccount(fns, provider, itemIndex)),
		};
	},
	execute: async (call) => {
		const { api, state, prepared } = call;
		const { provider, target } = prepared;
		const thing = `${provider.provider.id} ${prepared.phoneNumber}`;
		// Else two executions would read the same number, and the second one's `before` would be wrong.
		return await api.inTurn(thing, state, async () => {
			const numbers = apiOf(call.fns, prepared);
			const home = agentHome(await api.baseUrl());
			const number = await findNumber(numbers, provider, prepared.phoneNumber);
			const doubt = doubtAbout(target);
			if (doubt !== undefined) call.warn(doubt);
			return provider.manual
				? await tellSteps(call, provider.manual, number, home)
				: await connectTwilio(call, numbers, number, home);
		});
	},
	async finish({ api, state }) {
		const failed = new Map<number, Result<OperationResult>>();
		for (const [{ provider }, config] of state) {
			const outcomes = await config.finish({ api }, new ConfigApi(api, provider));
			// What was undone by others and done again changes nothing in the output.
			for (const [index, outcome] of outcomes) if ('error' in outcome) failed.set(index, outcome);
		}
		return failed;
	},
};

async function connectTwilio(
	call: Call,
	numbers: ProviderApi,
	number: PhoneNumber,
	home: string,
): Promise<IDataObject> {
	const { target, provider } = call.prepared;
	const { url, fallbackUrl } = addressesOf(target, home);
	if (!target.takesOff) refuseTaken(number);
	const wanted: Partial<TwilioSettings> = {
		voice_url: url,
		voice_method: 'POST',
		...(fallbackUrl === undefined
			? {}
			: { voice_fallback_url: fallbackUrl, voice_fallback_method: 'POST' }),
		...(target.takesOff ? { voice_application_sid: '', trunk_sid: '' } : {}),
	};
	const change = changedSettings(number, wanted);
	const isLeft = Object.keys(change).length > 0;
	const changedNumbers = openNumbers(call.fns);
	// What an earlier try has changed is not as it was before any more.
	const first = changedNumbers.get(call.itemIndex) ?? number;
	const allowed = await allow(call);
	const changes = [...allowed.changes, ...showChanges(first, changedSettings(first, wanted))];
	const common = {
		provider: provider.provider.id,
		changed: changes.length > 0,
		changes,
		before: showBefore(first, url),
		numberId: number.numberId,
	};
	if (target.dryRun) {
		const shown = showConnection(foreseeNumber(number, change), url, home);
		return { dryRun: true, ...shown, ...common };
	}
	if (!isLeft) return { ...showConnection(number, url, home), ...common };
	changedNumbers.set(call.itemIndex, first);
	const outcome = await toResult(changeAndRead(numbers, number, change));
	if ('value' in outcome) return { ...showConnection(outcome.value, url, home), ...common };
	throw withNotes(outcome.error, [
		...(mayBeApplied(outcome.error) ? [`Before, it pointed at: ${pointsTo(first, home)}.`] : []),
		...(allowed.changes.length > 0
			? ['The agent may take calls of this account now; that was done before.']
			: []),
	]);
}

const mayBeApplied = (error: unknown) => !(error instanceof ApiError && error.wasNotApplied);

/** What a person has to do where this node does not change numbers. The agent is allowed on the line already. */
async function tellSteps(
	call: Call,
	manual: NonNullable<NumberProvider['manual']>,
	number: PhoneNumber,
	home: string,
): Promise<IDataObject> {
	const { target, provider } = call.prepared;
	const { url, fallbackUrl } = addressesOf(target, home);
	const { changes } = await allow(call);
	const isConnected = number.url === url && number.method === 'POST';
	if (!isConnected) {
		call.warn(
			`${number.phoneNumber} is not connected yet: do the steps of the output at ${provider.provider.label}. This node does not change numbers there.`,
		);
	}
	return {
		...(target.dryRun ? { dryRun: true } : {}),
		...showConnection(number, url, home),
		steps: isConnected ? [] : manual.connect(number, url, fallbackUrl),
		setUrl: url,
		setMethod: 'POST',
		provider: provider.provider.id,
		changed: changes.length > 0,
		changes,
		numberId: number.numberId,
	};
}

async function allow(call: Call): Promise<Allowed> {
	const { target, provider } = call.prepared;
	const ids = agentsOf(target);
	if (ids.length === 0) return NO_CHANGE;
	const state = call.state.of(provider);
	// Ultravox has the account's secrets too, and may repeat them.
	for (const { name, secret } of provider.provider.account) {
		if (secret) call.api.keepSecret(call.prepared.account.data[name]);
	}
	const outcome = await toResult(
		allowAgents(provider.provider, { ...call, state }, ids, target.dryRun),
	);
	if ('error' in outcome) throw configWording(outcome.error, provider);
	const doubt = accountDoubt(provider, call.prepared.account, outcome.value.accountId);
	if (doubt !== undefined) call.warn(doubt);
	return outcome.value;
}

function showConnection(number: PhoneNumber, url: string, home: string): IDataObject {
	const { phoneNumber, method, fallbackUrl } = number;
	return {
		phoneNumber,
		connected: number.trunkId === null && number.url === url && method === 'POST',
		pointsTo: pointsTo(number, home),
		url: number.url,
		method,
		fallbackUrl,
	};
}

/** @throws InputError when something on the number makes Twilio ignore its address */
function refuseTaken({ application, trunkId, phoneNumber }: PhoneNumber): void {
	if (application === null && trunkId === null) return;
	const what =
		trunkId === null
			? `the application ${application?.name ? `"${application.name}" (${application.id})` : application?.id}`
			: `the SIP trunk ${trunkId}`;
	throw new InputError(
		`Phone Number: ${phoneNumber} belongs to ${what}, so Twilio would ignore the address`,
		'Nothing was changed. To have it taken off the number, turn on Take Off Trunk or Application under Options. Restore of Disconnect puts it back.',
	);
}

/** @param notes whole sentences that go behind the advice */
function withNotes(error: unknown, notes: string[]): unknown {
	if (notes.length === 0) return error;
	if (error instanceof InputError) {
		return new InputError(error.message, [error.description ?? '', ...notes].join(' ').trim());
	}
	if (!(error instanceof ApiError) || error.facts.service === undefined) return error;
	const { message, description } = describeServiceError(error.facts, error.facts.service);
	return error.worded({ message, description: [description, ...notes].join(' ') });
}
