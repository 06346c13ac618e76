/** What a work needs, and what it gives. */
import type { Sandbox } from '../../sandbox';
import type { HostClient, StoredCredential } from '../../scripts/host/client.mts';
import type { Host } from '../../scripts/host/host.mts';

/** The machinery that every work runs on: one n8n, one sandbox. */
export interface Bench {
	host: Host;
	client: HostClient;
	sandbox: Sandbox;
	/** The sandbox's key as our credential. */
	ultravox: StoredCredential;
	/** The same key for the HTTP Request node, as n8n's own Header Auth credential. */
	headerAuth: StoredCredential;
	/** Path of the packed node. */
	tarball: string;
}

/** One round of one way to do the work. */
export interface Measure {
	/** Milliseconds of the work itself, without n8n's start and storing. */
	ms: number;
	/** Peak memory of the n8n process above its memory before, in MB, where it matters. */
	mb?: number;
	/** Requests that reached the sandbox. */
	requests?: number;
	/** Most requests that were open at the sandbox at once. */
	atOnce?: number;
}

/** One way to do the work, made ready once and then run in rounds. */
export interface Way {
	/** Before each round: brings the account into its first state. */
	before?(): Promise<void> | void;
	run(): Promise<Measure>;
}

export interface Work {
	name: string;
	/** The figure to reach, as a share of the other way's. */
	limit: number;
	/** More conditions on our own median measure, each with what it says when it does not hold. */
	conditions?: Array<{ says: string; holds(measure: Measure): boolean }>;
	/** What `limit` compares, `ms` unless told; both for works whose memory counts too. */
	compare?: Array<'ms' | 'mb'>;
	/** Sandbox latency in milliseconds. */
	latencyMs?: number;
	/** Makes the ways ready: ours, what a user would take instead, and optionally the floor. */
	prepare(bench: Bench): Promise<{ ours: Way; other: Way; floor?: Way }>;
}
