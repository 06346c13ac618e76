import type { IDataObject } from 'n8n-workflow';
import { ApiError } from '../errors/apiError';
import type { ItemCall } from '../engine/operation';
import { InputError } from '../errors/inputError';
import { toResult } from '../util/result';
import type { Config, ConfigApi } from './configApi';
import { LABELS } from './labels';

const STAYS_ON = `${LABELS.callCreationAllowAllAgents} is on, so every agent of the account can be reached whatever the list says`;
const TURN_OFF = `Add the field ${LABELS.callCreationAllowAllAgents} and turn it off to use a list.`;

/** Whether a body sets the list without saying anything about allow-all. */
const setsListOnly = (body: IDataObject) =>
	body.callCreationAllowedAgentIds !== undefined && body.callCreationAllowAllAgents === undefined;

/**
 * Changes the configuration, and where the API refuses a list because allow-all is on, says that instead.
 *
 * @throws InputError in that case; otherwise ApiError
 */
export async function explainAllowAll(config: ConfigApi, body: IDataObject): Promise<Config> {
	const outcome = await toResult(config.change(body));
	if ('value' in outcome) return outcome.value;
	const { error } = outcome;
	const refused = error instanceof ApiError && error.hasStatus(400, 409, 422);
	if (!refused || !setsListOnly(body)) throw error;
	const stored = await toResult(config.find());
	const allowAll = 'value' in stored && stored.value?.callCreationAllowAllAgents === true;
	throw allowAll ? new InputError(STAYS_ON, TURN_OFF) : error;
}

/**
 * Tells the user when a list was stored or cleared while allow-all makes it meaningless.
 *
 * @param warn of the item
 */
export function warnOfAllowAll(
	{ warn }: Pick<ItemCall<unknown, unknown>, 'warn'>,
	body: IDataObject,
	answer: Config,
): void {
	if (setsListOnly(body) && answer.callCreationAllowAllAgents === true) {
		warn(`${STAYS_ON}. ${TURN_OFF}`);
	}
}
