import type { Clock } from './state/clock';
import type { CallControls } from './calls/controls';
import type { Storage } from './server/storage';
import type { CallPlan, Provider, SandboxState, SeededAgent } from './state/state';
import type { WebhookControls } from './webhooks/controls';

export type * from './state/state';
export type { CallControls } from './calls/controls';
export type { WebhookControls, Delivery, DeliverOptions } from './webhooks/controls';
export type { Clock } from './state/clock';

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

/** One request as it arrived, without its secrets. */
export interface LoggedRequest {
	/** 0 for the first request since the start or the last reset. */
	index: number;
	/** Milliseconds since 1970, real time. */
	at: number;
	method: string;
	/** Path without query. */
	path: string;
	query: Record<string, string | string[]>;
	/** As received, without x-api-key, authorization and cookie. */
	headers: Record<string, string | string[] | undefined>;
	/** Parsed JSON with secrets replaced by "***"; a string if it was no JSON; undefined without body. */
	body: unknown;
	/** Dotted paths of the secrets that the body carried, e.g. `authToken`. */
	secretFields: string[];
	/** Whether the key was the valid one. */
	apiKeyOk: boolean;
	/** Status that was answered; null while (or if never) answered, or when the connection was cut. */
	status: number | null;
}

/** An answer that the sandbox gives instead of, or after, the real one. */
export interface Fault {
	method?: string;
	/** Exact path (without query) or a pattern for it. Without it every path. */
	path?: string | RegExp;
	/** Skip the first n matching requests. */
	after?: number;
	/** How many requests are hit, default 1. */
	times?: number;
	/** Default: 200 with a body, else 500. */
	status?: number;
	headers?: Record<string, string>;
	/** An object is sent as JSON, a string as it is. */
	body?: unknown;
	/** Default: JSON; text/html for a string that starts with `<`. */
	contentType?: string;
	/** Wait before the answer; with nothing else set the answer is the real one. */
	delayMs?: number;
	/** Cut the connection with a TCP reset, before or in the middle of the answer. */
	reset?: 'before' | 'middle';
	/** Announce the whole length, send half, close. */
	truncated?: boolean;
	/** Half of the body, then nothing more; the connection stays open. */
	stalled?: boolean;
	/** Valid head, broken JSON. */
	malformed?: boolean;
	/** Take the request and never answer. */
	never?: boolean;
	/** Let the request have its real effect first, then answer with the fault. */
	applyFirst?: boolean;
}

/** Behaviour that the fact sheet calls unknown. Change the fields at any time. */
export interface Switches {
	/** PATCH allow-all = true while a list is stored and the body has none. */
	allowAllOverList: 'refuse' | 'clear' | 'keep';
	/** GET of a configuration that does not exist. */
	missingConfig: '404' | 'null' | 'empty';
	postOverExisting: '409' | '400' | 'overwrite';
	mapping: 'replace' | 'merge';
	/** Agent IDs in a list that the account does not have. */
	unknownAgents: 'refuse' | 'accept';
	/** Deleting an agent that a configuration names. */
	deleteUsedAgent: 'remove' | 'keep' | 'refuse';
	callTemplatePatch: 'replace' | 'merge';
	pageSizeDefault: number;
	/** More than this is a 400. */
	pageSizeMax: number;
	/** Origin put into `next` and `previous` instead of the sandbox's own. */
	nextOrigin: string | null;
	/** Every page points to itself as the next one. */
	repeatNext: boolean;
	/** Lists carry `total`. */
	total: boolean;
	/** Delay of every answer. */
	latencyMs: number;
	/** What new calls do when the clock moves. */
	callPlan: CallPlan;
	/** Let time pass for calls and batches by itself, looked at on every request. */
	realTime: boolean;
	/** Calls created by request in a sliding second or minute before a 429; null: no limit. */
	creationsPerSecond: number | null;
	creationsPerMinute: number | null;
	/** Calls not ended before a 429; null: no limit. */
	concurrentCalls: number | null;
	/** Whether 429 answers of call creation carry Retry-After. */
	retryAfter: boolean;
	/** Call creation answers 402. */
	billingNeeded: boolean;
	/** How often a recording is a 404 after its call has ended before it is there. */
	recordingMisses: number;
	/** Answer a recording itself instead of a redirect to it. */
	recordingDirect: boolean;
	/** Size of the recordings' WAV files. */
	recordingBytes: number;
	/** Status of the storage that the redirect points to; other than 200 without a file. */
	storageStatus: number;
	/** Calls that a batch makes in a second. */
	batchCallsPerSecond: number;
	/** Whether a paused batch can be set going again. */
	batchResume: 'refuse' | 'allow';
	/** Send events to the registered webhooks and callbacks when they happen (to loopback only). */
	deliverWebhooks: boolean;
	/** Origin to deliver to instead of the registered one, e.g. behind a public address. */
	webhookOrigin: string | null;
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
