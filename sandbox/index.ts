import { createCallControls } from './calls/controls';
import { createEvents } from './calls/events';
import { liveOn } from './calls/life';
import { runBatches } from './calls/scheduler';
import { registerAccounts } from './resources/accounts';
import { registerAgents } from './resources/agents';
import { registerBatchCalls, registerBatches } from './resources/batches';
import { registerCallMessages } from './resources/callMessages';
import { registerCalls } from './resources/calls';
import { registerRecordings } from './resources/recordings';
import { registerTelephonyConfigs } from './resources/telephonyConfigs';
import { registerThrottles } from './resources/throttles';
import { registerWebhooks } from './resources/webhooks';
import { createApp } from './server/app';
import type { Context } from './server/context';
import { createFaults } from './server/faults';
import { DEFAULT_KEY, READ_ONLY_KEY, SECOND_KEY } from './server/keys';
import { createLog } from './server/log';
import { startStorage } from './server/storage';
import { createClock } from './state/clock';
import { seedAgents, seedConfig } from './state/seed';
import { clearState, createState } from './state/state';
import { defaultSwitches } from './switches';
import type { Sandbox, SandboxOptions } from './types';
import { createWebhookControls } from './webhooks/controls';

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
		events: createEvents(),
	};
	const { state, switches, clock, violations } = context;
	const log = createLog();
	const faults = createFaults();
	const keys = { valid: [apiKey, SECOND_KEY], withoutPermission: READ_ONLY_KEY };
	const webhooks = createWebhookControls(context);
	clock.onMove({ catchUp: async (now) => await runBatches(context, now) });
	clock.onMove({ catchUp: async (now) => await liveOn(context, now) });

	const app = createApp(context, keys, log, faults);
	const storage = await startStorage(host, switches, clock.now);
	registerAccounts(app, context);
	registerTelephonyConfigs(app, context);
	registerAgents(app, context);
	registerCalls(app, context);
	registerCallMessages(app, context);
	registerRecordings(app, context, storage);
	registerThrottles(app, context);
	registerBatches(app, context);
	registerBatchCalls(app, context);
	registerWebhooks(app, context);
	seedAgents(state, agents);
	const url = await app.listen({ port, host }).catch(async (error: unknown) => {
		await storage.close();
		throw error;
	});

	return {
		url,
		apiKey,
		secondApiKey: SECOND_KEY,
		readOnlyApiKey: READ_ONLY_KEY,
		state,
		seedAgents: (count) => seedAgents(state, count),
		seedConfig: (provider, partial) => seedConfig(state, provider, partial),
		requests: log.requests,
		traffic: log.traffic,
		faults: { add: faults.add, clear: faults.clear },
		switches,
		clock,
		calls: createCallControls(context),
		webhooks,
		storage,
		violations,
		reset() {
			clearState(state);
			log.clear();
			faults.clear();
			storage.requests.length = 0;
			webhooks.deliveries.length = 0;
			Object.assign(switches, defaultSwitches());
			clock.reset();
			seedAgents(state, agents);
		},
		async close() {
			await app.close();
			await storage.close();
			await context.events.settled();
		},
	};
}
