import { registerAccounts } from './resources/accounts';
import { registerAgents } from './resources/agents';
import { registerTelephonyConfigs } from './resources/telephonyConfigs';
import { createApp } from './server/app';
import type { Context } from './server/context';
import { createFaults } from './server/faults';
import { DEFAULT_KEY, READ_ONLY_KEY } from './server/keys';
import { createLog } from './server/log';
import { createClock } from './state/clock';
import { seedAgents, seedConfig } from './state/seed';
import { clearState, createState } from './state/state';
import { defaultSwitches } from './switches';
import type { Sandbox, SandboxOptions } from './types';

export type * from './types';

/** Agents of an account for which no number was asked. */
const DEFAULT_AGENTS = 3;

/**
 * Starts a local Ultravox API, in memory.
 *
 * @throws if the port is taken
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { apiKey = DEFAULT_KEY, port = 0, host = '127.0.0.1', agents = DEFAULT_AGENTS } = options;
	const context: Context = {
		state: createState(),
		switches: defaultSwitches(),
		clock: createClock(),
		violations: [],
	};
	const { state, switches, clock, violations } = context;
	const log = createLog();
	const faults = createFaults();
	const keys = { valid: apiKey, withoutPermission: READ_ONLY_KEY };

	const app = createApp(context, keys, log, faults);
	registerAccounts(app, context);
	registerTelephonyConfigs(app, context);
	registerAgents(app, context);
	seedAgents(state, agents);
	const url = await app.listen({ port, host });

	return {
		url,
		apiKey,
		readOnlyApiKey: READ_ONLY_KEY,
		state,
		seedAgents: (count) => seedAgents(state, count),
		seedConfig: (provider, partial) => seedConfig(state, provider, partial),
		requests: log.requests,
		traffic: log.traffic,
		faults: { add: faults.add, clear: faults.clear },
		switches,
		clock,
		violations,
		reset() {
			clearState(state);
			log.clear();
			faults.clear();
			Object.assign(switches, defaultSwitches());
			clock.reset();
			seedAgents(state, agents);
		},
		close: async () => await app.close(),
	};
}
