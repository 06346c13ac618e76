import { seedAgents, type SeededAgent } from './agents/seed';
import { areas } from './areas';
import { createCallControls, type CallControls } from './calls/controls';
import { createEvents } from './calls/events';
import { createClock, type Clock } from './clock';
import { createIncomingControls, type IncomingControls } from './incomingCalls/controls';
import { startPhoneProviders } from './phoneNumbers/server';
import { createPhoneNumberControls, type PhoneNumberControls } from './phoneNumbers/store';
import { startStorage, type Storage } from './recordings/storage';
import { createApp } from './server/app';
import type { Context } from './server/context';
import { createFaults, type Fault } from './server/faults';
import { DEFAULT_KEY, READ_ONLY_KEY, SECOND_KEY } from './server/keys';
import { createLog, type LoggedRequest } from './server/log';
import type { SandboxState } from './state';
import { defaultSwitches, type Switches } from './switches';
import type { Provider } from './telephonyConfigs/providers';
import { seedConfig } from './telephonyConfigs/store';
import { createToolControls, type ToolControls } from './tools/controls';
import { createViolations } from './violations';
import { createWebhookControls, type WebhookControls } from './webhooks/controls';

export type { CallControls } from './calls/controls';
export type { Clock } from './clock';
export type { Fault } from './server/faults';
export type { CalledResult, Caller, IncomingControls } from './incomingCalls/controls';
export type { LoggedRequest } from './server/log';
export type { SandboxState } from './state';
export type { Switches } from './switches';
export type { InvocationResult, ToolControls } from './tools/controls';
export type { PhoneNumberControls } from './phoneNumbers/store';
export type { ProviderWithNumbers } from './phoneNumbers/providers';
export type { Provider } from './telephonyConfigs/providers';

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
	/** What the model does with the tools of a call. */
	tools: ToolControls;
	/** Deliveries to the registered webhooks. */
	webhooks: WebhookControls;
	/** The second origin that holds the recordings. */
	storage: Storage;
	/** Phone numbers of the accounts at Twilio, Telnyx and Plivo. What their APIs are asked is in `requests` too. */
	phoneNumbers: PhoneNumberControls;
	/** Callers of those numbers. */
	incoming: IncomingControls;
	/**
	 * Answers of the sandbox that break its own contract, and requests to paths that it does not have. Each distinct
	 * text once, with a count. Not emptied by reset; assert it empty.
	 */
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
	const state = { lastSeq: 0 } as SandboxState;
	const switches = defaultSwitches();
	const clock = createClock();
	const violations = createViolations();
	const events = createEvents();
	const storage = await startStorage(host, switches, clock.now);
	const context: Context = { state, switches, clock, violations, events, storage };
	const log = createLog(new Set(areas.flatMap(({ secretFields = [] }) => secretFields)));
	const faults = createFaults();
	const keys = { valid: [apiKey, SECOND_KEY], withoutPermission: READ_ONLY_KEY };
	const app = createApp(context, keys, log, faults);
	const fill = () => {
		state.lastSeq = 0;
		for (const area of areas) area.clear(context);
		for (const area of areas) area.seed?.(context, { agents });
	};

	fill();
	for (const area of areas) {
		area.routes(app, context);
		clock.onMove({ catchUp: async (now) => await area.catchUp?.(context, now) });
	}
	const calls = createCallControls(context);
	const tools = createToolControls(context);
	const webhooks = createWebhookControls(context);
	const phoneProviders = await startPhoneProviders(host, context, log, faults);
	const url = await app.listen({ port, host }).catch(async (error: unknown) => {
		await storage.close();
		await phoneProviders.close();
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
		calls,
		tools,
		webhooks,
		storage,
		phoneNumbers: createPhoneNumberControls(state, phoneProviders.url),
		incoming: createIncomingControls(context),
		violations: violations.list,
		reset() {
			log.clear();
			faults.clear();
			Object.assign(switches, defaultSwitches());
			clock.reset();
			fill();
		},
		async close() {
			await app.close();
			await storage.close();
			await phoneProviders.close();
			await events.settled();
		},
	};
}
