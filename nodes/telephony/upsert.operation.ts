import type { IDataObject } from 'n8n-workflow';
import { ApiError } from '../errors/apiError';
import { toResult } from '../util/result';
import type { ItemOperation } from '../engine/operation';
import { requireComplete, type Account } from './account';
import { explainAllowAll, warnOfAllowAll } from './allowAll';
import { configBehaviour } from './behaviour';
import { bodyOf, readChange, type ConfigChange } from './change';
import { ConfigApi, type Config } from './configApi';
import { accountFields, settingsCollection } from './fields';
import type { TelephonyProvider } from './provider';

/** Whether the configuration exists, as far as this execution has seen. */
interface Known {
	exists?: boolean;
}

/** Rounds before giving up on a configuration that others create and delete at the same time. */
const MOST_ROUNDS = 3;

/** Creates the configuration, or changes it when there is one, whatever others do meanwhile. */
export function upsertConfig(provider: TelephonyProvider): ItemOperation<ConfigChange, Known> {
	return {
		name: 'Create or Update',
		value: 'upsert',
		action: `Create or update a ${provider.label} telephony config`,
		description: 'Create a new record, or update the current one if it already exists (upsert)',
		...configBehaviour(provider),
		fields: [...accountFields(provider, false), settingsCollection(provider, false)],
		sameOnce: true,
		begin: () => ({}),
		prepare: async (fns, itemIndex) =>
			await readChange(fns, provider, itemIndex, 'additionalFields', false),
		async execute({ warn, api, prepared, state }) {
			const config = new ConfigApi(api, provider);
			const body = bodyOf(prepared);
			return await api.inTurn(config.path, state, async () => {
				for (let round = 1; ; round++) {
					state.exists ??= (await config.find()) !== undefined;
					const outcome = await toResult(
						state.exists ? change(config, body) : create(provider, config, prepared.account, body),
					);
					if ('value' in outcome) {
						state.exists = true;
						warnOfAllowAll({ warn }, body, outcome.value);
						return outcome.value;
					}
					const turned = await hasTurned(outcome.error, state.exists, config);
					if (!turned || round === MOST_ROUNDS) throw outcome.error;
					state.exists = !state.exists;
				}
			});
		},
	};
}

async function change(config: ConfigApi, body: IDataObject): Promise<Config> {
	// An account may be left as it is, and a change of nothing is no request that the API knows.
	if (Object.keys(body).length === 0) return await config.get();
	return await explainAllowAll(config, body);
}

async function create(
	provider: TelephonyProvider,
	config: ConfigApi,
	account: Account,
	body: IDataObject,
): Promise<Config> {
	requireComplete(provider, account);
	return await config.create(body);
}

/** Whether somebody else created or deleted the configuration in between, or our own lost request did. */
async function hasTurned(error: unknown, existed: boolean, config: ConfigApi): Promise<boolean> {
	if (!(error instanceof ApiError)) return false;
	if (existed) return error.hasStatus(404);
	if (!error.hasStatus(400, 409) && !error.outcomeUnknown) return false;
	const found = await toResult(config.find());
	return 'value' in found && found.value !== undefined;
}
