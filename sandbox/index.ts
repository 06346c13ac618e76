import { createCallControls, type CallControls } from './calls/controls';
import { createEvents } from './calls/events';
import { liveOn } from './calls/life';
import { runBatches } from './batches/scheduler';
import { registerAccounts } from './accounts/routes';
import { registerAgents } from './agents/routes';
import { registerBatchCalls, registerBatches } from './batches/routes';
import { registerCallMessages } from './calls/messageRoutes';
import { registerCalls } from './calls/routes';
import { registerRecordings } from './recordings/routes';
import { registerTelephonyConfigs } from './telephonyConfigs/routes';
import { registerThrottles } from './throttles/routes';
import { registerWebhooks } from './webhooks/routes';
import { createApp } from './server/app';
import type { Context } from './server/context';
import { createFaults, type Fault } from './server/faults';
import { DEFAULT_KEY, READ_ONLY_KEY, SECOND_KEY } from './server/keys';
import { createLog, type LoggedRequest } from './server/log';
import { startStorage, type Storage } from './recordings/storage';
import { createClock, type Clock } from './clock';
import { seedAgents, seedConfig } from './agents/seed';
import {
	clearState,
	createState,
	type Provider,
	type SandboxState,
	type SeededAgent,
} from './state';
import { defaultSwitches, type Switches } from './switches';
import { createWebhookControls, type WebhookControls } from './webhooks/controls';

export type * from './state';
export type { CallControls } from './calls/controls';
export type { Fault } from './server/faults';
export type { LoggedRequest } from './server/log';
export type { Clock } from './clock';
export type { Switches } from './switches';
export type { WebhookControls, Delivery, DeliverOptions } from './webhooks/controls';

/** How a sandbox starts. */
export interface SandboxOptions {
	/** The key that is accepted; without it one in the documented format. */
	apiKey?: string;
	/** 0 (the default) takes any free port. */
	port?: number;
	/** How many agents the account has at the start and after every reset (default 3). */
	agents?: number;
	/** Address to listen on, 127.0.0.1 by default. */
	host?: string;
}

/** A running local Ultravox API. */
export interface Sandbox {
	/** e.g. http://127.0.0.1:40123, no trailing slash. */
	url: string;
	apiKey: string;
	/** Another key of the same account, as after a change of keys. */
	secondApiKey: string;
	/** Known, but gets 403 everywhere. */
	readOnlyApiKey: string;
	/** What is stored, secrets included; read it and change it. */
	state: SandboxState;
	/** Adds agents with names and IDs that are the same in every run. */
	seedAgents(count: number): SeededAgent[];
	/** Stores a configuration; what `partial` leaves out is filled in. */
	seedConfig(provider: Provider, partial?: Record<string, unknown>): void;
	requests: LoggedRequest[];
	/** How many requests are being worked on, and were at most since the last reset. */
	traffic: { open: number; maxOpen: number };
	faults: { add(fault: Fault): void; clear(): void };
	switches: Switches;
	/** Time of the service: runs, and can be moved ahead; calls and batches go on when it is moved. */
	clock: Clock;
	/** What happens on the line: answer, talk, hang up. */
	calls: CallControls;
	/** Deliveries to the registered webhooks. */
	webhooks: WebhookControls;
	/** The second origin that holds the recordings. */
	storage: Storage;
	/** Answers of the sandbox that break its own contract. Not emptied by reset; assert it empty. */
	violations: string[];
	/** Forgets everything except `violations` and starts again with the seeded agents. */
	reset(): void;
	close(): Promise<void>;
}

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
