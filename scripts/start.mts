// npm start: a real n8n with this node, an Ultravox account, the examples imported, the update run once, and one example
// used by an agent. `npm start -- --once` ends after that, with an exit code.
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../sandbox/index.ts';
import { account, type Account } from './demo/account.mts';
import { ask, publishTool, startCaller, TOOL_EXAMPLE } from './demo/tool.mts';
import { type Execution, HostClient, type Owner, type StoredWorkflow } from './host/client.mts';
import { publicAddress } from './host/environment.mts';
import { EXAMPLE_CREDENTIALS, readExamples } from './host/examples.mts';
import { type Host, startHost } from './host/host.mts';
import { packPackage } from './host/pack.mts';
import { freePort } from './host/ports.mts';
import { stopAllPrograms } from './host/processes.mts';
import { startFront } from './tlsFront.mts';

const EDITOR_PORT = 5678;
const ORDER = '4711';
const UPDATE_EXAMPLE = 'move-to-new-mapping.json';

const say = (text = '') => console.log(text);

/** Whether everything is up, and only Ctrl-C is waited for. */
let isServing = false;

const interrupted = new AbortController();

/** What has to be ended, last started first. */
const ends: Array<() => Promise<void>> = [];

async function endAll() {
	for (const end of ends.splice(0).reverse()) {
		await end().catch((error: unknown) => console.error(error));
	}
}

async function main(): Promise<number> {
	const once = process.argv.includes('--once');
	const ultravox = await account();
	ends.push(async () => await ultravox.close());
	say(ultravox.introduction);

	const { host, client, login } = await startEditor(ultravox);
	const examples = await importAll(client, ultravox);
	const passed = ultravox.sandbox
		? (await updateOnce(client, ultravox, examples)) &&
			(await askOnce(client, ultravox.sandbox, examples))
		: await readOnly(client, ultravox);

	if (!once) await serve(host, login, ultravox);
	return passed ? 0 : 1;
}

/** Leaves everything as it is until Ctrl-C. */
async function serve({ url }: Host, { email, password }: Owner, { sandbox }: Account) {
	say();
	if (sandbox) {
		const caller = await startCaller(sandbox);
		ends.push(async () => await caller.close());
		say('A caller who asks for an order, once more or for another one; n8n shows the execution:');
		say(`Ask       ${caller.url}/4712`);
		say();
	}
	say(`Editor    ${url}`);
	say(`Email     ${email}`);
	say(`Password  ${password}`);
	say();
	say('Ctrl-C ends n8n and removes its data.');
	isServing = true;
	await new Promise((resolve) => interrupted.signal.addEventListener('abort', resolve));
}

async function startEditor({ sandbox }: Account) {
	say('Building and packing the node …');
	const tarball = await packPackage();
	ends.push(async () => await rm(dirname(tarball), { recursive: true, force: true }));

	const port = await freePort(EDITOR_PORT);
	let env: Record<string, string> | undefined;
	if (sandbox) {
		// Tools are used over https only. The certificate is of this run's own making, so the sandbox goes past it.
		const target = `http://127.0.0.1:${port}`;
		const front = await startFront({ target, oneWayMs: 0 });
		ends.push(async () => await front.close());
		env = publicAddress(front.url);
		sandbox.switches.webhookOrigin = target;
	}
	const host = await startHost({ tarball, port, env, log: say });
	ends.push(async () => await host.stop());
	const client = new HostClient(host.url);
	ends.push(async () => await client.close());
	const login = await client.setUpOwner();
	say(`n8n ${host.version} runs with the packed node installed.`);
	return { host, client, login };
}

/** Credentials first: workflows find theirs by name when they are imported. */
async function importAll(client: HostClient, ultravox: Account) {
	await client.createCredential({ ...EXAMPLE_CREDENTIALS.ultravox, data: ultravox.credential });
	await client.createCredential({
		...EXAMPLE_CREDENTIALS.lineSwitch,
		data: { name: 'X-Line-Key', value: randomBytes(18).toString('base64url') },
	});
	if (ultravox.twilio) {
		await client.createCredential({ ...EXAMPLE_CREDENTIALS.twilio, data: ultravox.twilio });
	}
	const imported = new Map<string, StoredWorkflow>();
	for (const example of await readExamples()) {
		imported.set(example.file, await client.createWorkflow(example));
		say(`Imported  ${example.name}  (examples/${example.file})`);
	}
	return imported;
}

async function updateOnce(
	client: HostClient,
	ultravox: Account,
	examples: Map<string, StoredWorkflow>,
): Promise<boolean> {
	const workflow = examples.get(UPDATE_EXAMPLE);
	if (!workflow) throw new Error(`examples/${UPDATE_EXAMPLE} is missing`);
	const before = await ultravox.readConfig();
	const execution = await client.run(workflow);
	const after = await ultravox.readConfig();
	say();
	say('Twilio configuration of the account before:');
	say(JSON.stringify(before, null, 2));
	say(`Ran "${workflow.name}" in n8n: ${execution.status}${reasonOf(execution)}`);
	say('Twilio configuration of the account after:');
	say(JSON.stringify(after, null, 2));
	const changed = JSON.stringify(before) !== JSON.stringify(after);
	if (!changed) say('The configuration is as it was before.');
	return execution.status === 'success' && changed;
}

/** An agent of the account uses an example as its tool. */
async function askOnce(
	client: HostClient,
	sandbox: Sandbox,
	examples: Map<string, StoredWorkflow>,
): Promise<boolean> {
	const workflow = examples.get(TOOL_EXAMPLE);
	if (!workflow) throw new Error(`examples/${TOOL_EXAMPLE} is missing`);
	const agent = await publishTool(client, sandbox, workflow);
	const { order, text, failed } = await ask(sandbox, ORDER);
	say();
	say(`Published "${workflow.name}" in n8n: agent "${agent}" has it as a tool.`);
	say(`In a call the agent asked for order ${order}, and was told: ${text}`);
	return !failed;
}

/** A real account is only read here: what the examples write is its owner's decision. */
async function readOnly(client: HostClient, ultravox: Account): Promise<boolean> {
	const workflow = await client.createWorkflow(ultravox.readWorkflow);
	const execution = await client.run(workflow);
	say();
	say(`Ran "${workflow.name}" in n8n: ${execution.status}${reasonOf(execution)}`);
	const [run] = execution.runs['Get Configuration'] ?? [];
	for (const { json } of run?.data?.main?.[0] ?? []) say(JSON.stringify(json, null, 2));
	say('Nothing was changed. The examples are imported and wait for you; running one writes.');
	return execution.status === 'success';
}

function reasonOf({ error }: Execution): string {
	if (!error) return '';
	return `: ${[error.message, error.description].filter(Boolean).join(' ')}`;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => {
		// The second one does not wait; what runs ends with this process anyway.
		if (interrupted.signal.aborted) process.exit(130);
		say('\nEnding …');
		interrupted.abort();
	});
}

/** Ends what was started in the middle of its start: whoever waits for it then learns that it is gone. */
async function cutShort(work: Promise<number>): Promise<number> {
	await new Promise((resolve) => interrupted.signal.addEventListener('abort', resolve));
	if (isServing) return await work;
	await stopAllPrograms();
	return await Promise.race([work, sleep(5_000, 130)]);
}

async function run() {
	const work = main().catch((error: unknown) => {
		if (!interrupted.signal.aborted) console.error(error instanceof Error ? error.message : error);
		return interrupted.signal.aborted ? 130 : 1;
	});
	const code = await Promise.race([work, cutShort(work)]);
	await endAll();
	process.exit(code);
}

run().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
