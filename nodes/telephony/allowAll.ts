import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { ApiError } from '../errors/apiError';
import { InputError } from '../errors/inputError';
import { toResult } from '../util/result';
import type { Config, ConfigApi } from './configApi';
import { LABELS } from './labels';

const STAYS_ON = `${LABELS.callCreationAllowAllAgents} is on, so every agent of the account can be reached whatever the list says`;
const TURN_OFF = `Add the field ${LABELS.callCreationAllowAllAgents} and turn it off to use a list.`;

const hinted = new WeakSet<IExecuteFunctions>();

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

/** Tells the user under the output when a list was stored or cleared while allow-all makes it meaningless. */
export function allowAllHint(fns: IExecuteFunctions, body: IDataObject, answer: Config): void {
	if (!setsListOnly(body) || answer.callCreationAllowAllAgents !== true) return;
	// Hosts before n8n 1.85 have no hints at run time. One says enough for all items.
	if (typeof fns.addExecutionHints !== 'function' || hinted.has(fns)) return;
	hinted.add(fns);
	fns.addExecutionHints({
		message: `${STAYS_ON}. ${TURN_OFF}`,
		type: 'warning',
		location: 'outputPane',
	});
}
