/** What a workload needs, and what it gives. */
import type { Sandbox } from '../../sandbox';
import type { HostClient, StoredCredential } from '../../scripts/host/client.mts';
import type { Host } from '../../scripts/host/host.mts';
import type { Front } from '../../scripts/tlsFront.mts';

/** The machinery that every workload runs on: one n8n, one sandbox. */
export interface Bench {
	host: Host;
	client: HostClient;
	sandbox: Sandbox;
	/** Address of the API for this workload: the sandbox itself, or the front before it; no trailing slash. */
	url: string;
	/** Stands before the sandbox where a workload is measured over TLS. */
	front?: Front;
	/** The sandbox's key and this address as our credential. */
	ultravox: StoredCredential;
	/** The same key for the HTTP Request node, as n8n's own Header Auth credential. */
	headerAuth: StoredCredential;
	/** Path of the packed node. */
	tarball: string;
}

/** One round of one variant of a workload. */
export interface Measure {
	/** Milliseconds of the work itself, without n8n's start and storing. */
	ms: number;
	/** Peak memory of the n8n process above its memory before, in MB, where it matters. */
	mb?: number;
	/** Requests that reached the sandbox. */
	requests?: number;
	/** Most requests that were open at the sandbox at once; over TLS, connections. */
	atOnce?: number;
	/** Connections that were made, over TLS. */
	connections?: number;
}

/** One way to do a workload's job, made ready once and then run in rounds. */
export interface Variant {
	/** Before each round: brings the account into its first state. */
	before?(): Promise<void> | void;
	run(): Promise<Measure>;
}

export interface Variants {
	ours: Variant;
	other?: Variant;
	baseline?: Variant;
}

export interface Workload {
	name: string;
	/** The figure to reach, as a share of the other variant's; without it the share is only told. */
	limit?: number;
	/** More to reach: conditions on our own median measure, e.g. "≤ 3 requests". */
	conditions?: Array<{ toReach: string; holds(measure: Measure): boolean }>;
	/** What `limit` compares, `ms` unless told; both for workloads whose memory counts too. */
	compare?: Array<'ms' | 'mb'>;
	/** Sandbox latency in milliseconds. */
	latencyMs?: number;
	/** Whether it is measured over TLS, with the front's round trip. */
	overTls?: boolean;
	/** Rounds that are enough, where one takes a minute; those asked for unless told. */
	rounds?: number;
	/** Makes the variants ready: ours, what a user would take instead if there is anything, and optionally the baseline. */
	prepare(bench: Bench): Promise<Variants>;
}
