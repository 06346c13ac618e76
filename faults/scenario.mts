import { jsonStringify, type IDataObject, type INodeExecutionData } from 'n8n-workflow';

import { Ultravox } from '../nodes/Ultravox/Ultravox.node.ts';
import type { Fault, Sandbox } from '../sandbox';
import { runNode, type RunResult } from '../test/support/harness';
import { LATE_MS, type FaultCase } from './cases.mts';
import { checkWording } from './wording.mts';
import type { Operation } from './operations.mts';
import type { Elsewhere } from './servers.mts';

/** What all scenarios share. */
export interface Fixtures {
	/** Base URLs that lead elsewhere. */
	bases: Record<'refused' | 'dns' | 'tls', string>;
	/** Where answers redirect to. */
	elsewhere: Elsewhere;
}

/** What came of an operation under a fault. */
export interface ScenarioResult {
	operation: string;
	fault: string;
	/** What is not as it should be; empty when all is well. */
	broken: string[];
	/** Requests that the fault hit in the run of one item. */
	requests: number;
	/** How the run of one item ended. */
	outcome: 'done' | 'refused';
	/** The message that the user sees. */
	message?: string;
}

/** A run whose time-out is not the point has time, as the machine may be busy. */
const PATIENT = 8;
/** Shorter than what is slow, and for the run with a healthy item long enough on a busy machine. */
const SHORT = { one: 1, two: 3.5 };

/**
 * Runs an operation under a fault: one item with one retry, then, unless it takes one only, two items of which the first
 * request is hit.
 */
export async function runScenario(
	operation: Operation,
	fault: FaultCase,
	sandbox: Sandbox,
	fixtures: Fixtures,
): Promise<ScenarioResult> {
	const scenario = new Scenario(operation, fault, sandbox, fixtures);
	const result = await scenario.oneItem();
	if (!operation.alone) await scenario.twoItems();
	return { operation: operation.name, fault: fault.name, broken: scenario.broken, ...result };
}

class Scenario {
	readonly broken: string[] = [];

	constructor(
		private readonly operation: Operation,
		private readonly fault: FaultCase,
		private readonly sandbox: Sandbox,
		private readonly fixtures: Fixtures,
	) {}

	async oneItem(): Promise<Pick<ScenarioResult, 'requests' | 'outcome' | 'message'>> {
		const { operation, fault, sandbox } = this;
		const [item] = await this.prepared();
		const before = this.counted();
		// A refused request has no effect; one whose answer is lost has, so that a second one would show.
		const applyFirst = fault.lost === true && operation.method === 'POST';
		this.arm({ times: Infinity, ...(applyFirst ? { applyFirst } : {}) });
		const result = await this.run([item], 1);
		const { error } = result;
		const requests = this.hits();
		this.checkSecrets(result, error !== undefined);
		this.checkExpected(error === undefined ? 'done' : 'refused');
		this.checkRequests(requests, error === undefined);
		// What comes late has to be there before it is counted.
		if (fault.late) await new Promise((resolve) => setTimeout(resolve, LATE_MS));
		const more = this.counted() - before;
		if (more > 1) this.broken.push(`created ${more} times`);
		if (error) {
			this.broken.push(...checkWording(operation, fault, error, sandbox.apiKey));
		} else if (result.items.length === 0 && operation.answer !== 'none') {
			this.broken.push('done without an output');
		}
		const { requests: elsewhere } = this.fixtures.elsewhere;
		if (elsewhere.some(({ withKey }) => withKey))
			this.broken.push('the key went to another origin');
		return {
			requests,
			outcome: error ? 'refused' : 'done',
			...(error ? { message: [error.message, error.description].join(' | ') } : {}),
		};
	}

	async twoItems(): Promise<void> {
		const { operation, fault } = this;
		const items = await this.prepared();
		const before = this.counted();
		this.arm({ times: 1 });
		const result = await this.run(items, 0, 'continueErrorOutput');
		this.checkSecrets(result, false);
		if (result.error) this.broken.push(`two items: the run ended: ${result.error.message}`);
		const done = pairsOf(result.items);
		const failed = pairsOf(result.errorItems);
		const all = new Set([...done, ...failed]);
		if (all.size !== items.length) {
			this.broken.push(`two items: ${all.size} of ${items.length} are paired`);
		}
		const none = fault.base !== undefined || operation.alike === true;
		if (!none && done.length === 0) this.broken.push('two items: the healthy one was not done');
		if (!none && failed.length > 1) {
			const said = result.errorItems.map(({ json }) => String(json.error).slice(0, 160));
			this.broken.push(`two items: more than one was refused: ${said.join(' / ')}`);
		}
		if (this.counted() - before > items.length) this.broken.push('two items: created too often');
		// What comes late must not come into the next scenario.
		if (fault.late) await new Promise((resolve) => setTimeout(resolve, LATE_MS));
		for (const { json } of result.errorItems) {
			if (typeof json.error !== 'string' || json.error.length < 20) {
				this.broken.push('two items: an error output without a message');
			}
		}
	}

	private async prepared(): Promise<Array<INodeExecutionData | IDataObject>> {
		this.sandbox.reset();
		return await this.operation.prepare(this.sandbox);
	}

	private counted(): number {
		return this.operation.count?.(this.sandbox.state) ?? 0;
	}

	private arm(more: Fault): void {
		const { operation, fault, sandbox, fixtures } = this;
		if (!fault.fault) return;
		const { secrets = [], method, path, service } = operation;
		const sent = method === 'GET' || method === 'DELETE' ? [] : secrets;
		const echo = service === undefined ? [sandbox.apiKey, ...sent] : secrets;
		const made = fault.fault(operation, echo.join(' and '));
		const headers: Record<string, string> =
			made.status === 302 ? { location: `${fixtures.elsewhere.url}/stolen` } : {};
		sandbox.faults.add({
			...made,
			headers: { ...headers, ...made.headers },
			method,
			path,
			...more,
			// A delay alone is no other answer, and headers would make it one.
			...(fault.late ? { headers: undefined } : {}),
		});
	}

	private async run(
		items: Array<INodeExecutionData | IDataObject>,
		maxRetries: number,
		onError?: 'continueErrorOutput',
	): Promise<RunResult> {
		const { operation, fault, sandbox, fixtures } = this;
		const { resource, parameters, options = {}, credentials = {}, start } = operation;
		const short = items.length === 1 ? SHORT.one : SHORT.two;
		return await runNode({
			node: Ultravox,
			parameters: {
				resource,
				operation: operation.operation,
				...parameters,
				options: { ...options, timeout: fault.waits ? short : PATIENT, maxRetries },
			},
			credentials: {
				ultravoxApi: {
					apiKey: sandbox.apiKey,
					baseUrl: fault.base ? fixtures.bases[fault.base] : sandbox.url,
				},
				...credentials,
			},
			items,
			providersAt: sandbox.phoneNumbers.url,
			...(onError ? { onError } : {}),
			...(start ? { start } : {}),
		});
	}

	private hits(): number {
		const { method, path } = this.operation;
		return this.sandbox.requests.filter(
			(request) => request.method === method && path.test(request.path),
		).length;
	}

	private checkExpected(outcome: ScenarioResult['outcome']): void {
		const { answer, recovers, missingIsFine } = this.operation;
		const { lost, late, fineWithoutAnswer, missing } = this.fault;
		const uncertain = (lost || late) && recovers;
		let expected: ScenarioResult['outcome'] = 'refused';
		if (answer === 'none' && fineWithoutAnswer) expected = 'done';
		if (recovers === 'always' && (lost || late)) expected = 'done';
		if (missingIsFine && missing) expected = 'done';
		const either =
			(uncertain && recovers === 'sometimes') ||
			(this.operation.method === 'PATCH' && missingIsFine && missing);
		if (!either && outcome !== expected) this.broken.push(`${outcome}, expected ${expected}`);
	}

	private checkRequests(requests: number, done: boolean): void {
		const { method, missingIsFine, idempotent = method !== 'POST' } = this.operation;
		const { again, base, endless, missing } = this.fault;
		let allowed = again === 'always' || (again === 'safe' && idempotent) ? 2 : 1;
		if (base) allowed = 0;
		// Rounds of "Create or Update", each on new knowledge.
		const rounds = missingIsFine && missing;
		if (endless && requests === 2) return;
		const fewer = !done && !rounds && requests < allowed;
		if (fewer || requests > (rounds ? 3 : allowed)) {
			this.broken.push(`${requests} requests instead of ${allowed}`);
		}
	}

	private checkSecrets(result: RunResult, failed: boolean): void {
		const { operation, sandbox } = this;
		const { stored, error, errorItems } = result;
		const joinUrls = [...sandbox.state.calls.values()].flatMap(({ joinUrl }) => joinUrl ?? []);
		const shown = jsonStringify({ error, errorItems }, { replaceCircularRefs: true });
		const places: Array<[string, string, string[]]> = [
			['the message', shown, joinUrls],
			['the execution', stored, failed ? joinUrls : []],
			['the log of the sandbox', JSON.stringify(sandbox.requests), []],
		];
		for (const [place, text, more] of places) {
			const secrets = [sandbox.apiKey, ...(operation.secrets ?? []), ...more];
			if (secrets.some((secret) => text.includes(secret))) {
				this.broken.push(`a secret stands in ${place}`);
			}
		}
	}
}

/** The items that an output belongs to. */
function pairsOf(items: INodeExecutionData[]): number[] {
	const indexes = items.flatMap(({ pairedItem }) =>
		[pairedItem].flat().map((pair) => (typeof pair === 'object' ? pair.item : pair)),
	);
	return [...new Set(indexes.filter((index) => index !== undefined))];
}
