import { createHash } from 'crypto';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { toolAddress } from '../agents/agentTools';
import { UltravoxApi } from '../client/ultravoxApi';
import { errorText, toNodeError } from '../errors/nodeError';
import type { Tool } from '../tools/toolApi';
import { toResult } from '../util/result';
import { checkCredential, rememberKey } from '../webhooks/credentialCache';
import { HOOK_SETTINGS, inHook, isPassing } from '../webhooks/hooks';
import { readSecretSettings } from '../webhooks/secretRotation';
import { deriveSecret, keyMark, SECRETS_PURPOSE } from '../webhooks/sharedSecret';
import { triggerId } from '../webhooks/triggerId';
import {
	checkHttpsAddress,
	isPrivate,
	PRIVATE_ADDRESS_HINT,
	sameAddress,
} from '../webhooks/webhookUrl';
import { AgentEntries } from './agentEntries';
import { changeAgents, planAgents } from './agentPlan';
import { toolBody } from './definition';
import { markerOf, textMark, versionsAfter, type Marker } from './marker';
import { readAgents, readToolSettings, triggerName, type ToolSettings } from './parameters';
import { openStore, type StaticData } from './staticData';
import { inOrderOfUse, storeTool } from './storeTool';
import { readTools, removeTool, replaceTool, toolsAt } from './toolApi';

const LABELS = {
	name: 'Tool Name',
	'definition.modelToolName': 'Tool Name',
	'definition.description': 'When to Use It',
	'definition.dynamicParameters': 'Parameters',
	'definition.timeout': 'Time Limit',
	'definition.http.baseUrlPattern': 'Webhook URL',
	'definition.staticResponse.responseText': 'Fixed Text',
};

/** What one hook works with. */
interface Registration {
	fns: IHookFunctions;
	api: UltravoxApi;
	url: string;
	settings: ToolSettings;
	/** The Secret Version, and what follows from it. */
	version: string;
	secret: string;
	/** Derived from the API key, for SECRETS_PURPOSE. */
	root: Buffer;
	/** The agents that are to have the tool. */
	chosen: string[];
	word(error: unknown): string;
}

/**
 * Makes the tool at Ultravox, or brings the one that is there up to what the user has set, and gives it to the chosen
 * agents. Whatever is refused is refused before anything was changed.
 *
 * In a test only a tool of its own is made, which no agent has.
 *
 * @returns true
 * @throws NodeApiError or NodeOperationError for the editor
 */
export async function register(fns: IHookFunctions): Promise<boolean> {
	return await inHook(fns, LABELS, async () => {
		const registration = await open(fns);
		await (fns.getMode() === 'manual' ? listen(registration) : publish(registration));
		return true;
	});
}

/**
 * Removes what a test has made. The tool of a published workflow stays, as publishing again looks the same. Never
 * throws: n8n could not go on with what it is about to do.
 *
 * @returns whether nothing of a test is left
 */
export async function unregister(fns: IHookFunctions): Promise<boolean> {
	const url = fns.getNodeWebhookUrl('default') ?? '';
	// What is not https was never registered.
	if (sameAddress(openStore(fns).url, url) || !url.startsWith('https:')) return true;
	const api = new UltravoxApi(fns, HOOK_SETTINGS);
	const removed = await toResult(removeTests(api, fns, url));
	if ('value' in removed) return true;
	fns.logger.warn(
		`${triggerName(fns)}: the tool of the test could not be removed from Ultravox; the next test, or publishing, does it. ${wordsFor(fns)(removed.error)}`,
	);
	return false;
}

async function listen({ fns, api, url, settings, secret }: Registration): Promise<void> {
	const tools = await readTools(api);
	const left = tools.filter((tool) => isTestOf(fns, url, tool));
	const name = `${settings.name}_test`;
	const marker: Marker = { agents: [], former: [], testOf: triggerId(fns) };
	const [first, ...others] = left;
	await storeTool({ api, url }, first, toolBody(settings, { name, url, secret, marker }), tools);
	for (const { toolId } of others) await removeTool(api, toolId);
}

async function publish(registration: Registration): Promise<void> {
	const { fns, api, url, settings, word } = registration;
	const found = await toResult(readTools(api));
	if ('error' in found) {
		// n8n 1 registers anew at its start, when the service may be out of reach; giving up would remove what works.
		if (!isPassing(found.error) || !isUpToDate(registration)) throw found.error;
		fns.logger.warn(
			`${triggerName(fns)}: Ultravox could not be asked whether the tool is still there. It is taken to be.`,
		);
		return;
	}
	const own = inOrderOfUse(toolsAt(found.value, url), settings.name);
	const done = await toResult(bringUpToDate(registration, own, found.value));
	if ('value' in done) {
		remember(registration, done.value);
		return;
	}
	// The same at n8n 1's start, over an agent that somebody has deleted meanwhile, for one.
	if (own.length === 0 || !isUpToDate(registration)) throw done.error;
	remember(registration, [`The tool is there as it was published. ${word(done.error)}`]);
}

/**
 * Makes or changes the tool, and gives it to the chosen agents.
 *
 * @param own tools with the trigger's address, the one that counts first
 * @param tools all of the account
 * @returns what did not work out, as sentences
 */
async function bringUpToDate(
	registration: Registration,
	own: Tool[],
	tools: Tool[],
): Promise<string[]> {
	const { fns, api, url, settings, chosen, version, secret, word } = registration;
	const stored = own.at(0);
	const before = stored?.definition as IDataObject | undefined;
	const given = [...new Set(own.flatMap(({ definition }) => markerOf(definition).agents))];
	const bodyFor = (marker: Marker) =>
		toolBody(settings, { name: settings.name, url, secret, marker }, before);
	const former = [
		...markerOf(before).former,
		...(before ? [before.modelToolName, before.description].map(textMark) : []),
	];
	const entries = new AgentEntries(
		{
			url,
			ids: own.map(({ toolId }) => toolId),
			toolId: stored?.toolId,
			wanted: bodyFor({ agents: chosen, former: [] }).definition as IDataObject,
			former,
		},
		tools,
	);
	const plan = await planAgents(api, entries, { chosen, given });

	const marker = (others: string[]): Marker => ({
		agents: [...chosen, ...others],
		// Who could not be written this time is found by it the next.
		former: plan.isOutdated ? [...new Set(former)] : [],
		...versionsAfter(markerOf(before), version),
	});
	const body = bodyFor(marker(plan.take.map(({ agentId }) => agentId)));
	const toolId = await storeTool(registration, stored, body, tools);
	entries.own.toolId = toolId;
	const { warnings: failures, left } = await changeAgents(api, entries, plan, word);
	// Whoever gives the tool to the others from now on is somebody else. Until this is stored, they would lose it again.
	if (left.length < plan.take.length) {
		await toResult(replaceTool(api, toolId, bodyFor(marker(left))));
	}
	const warnings = [
		...(isPrivate(url) ? [`${url} is a private address. ${PRIVATE_ADDRESS_HINT}`] : []),
		...plan.warnings,
		...failures,
	];
	const surplus = own.slice(1).filter(({ toolId }) => !plan.heldElsewhere.has(toolId));
	for (const tool of [...surplus, ...tools.filter((one) => isTestOf(fns, url, one))]) {
		const removed = await toResult(removeTool(api, tool.toolId));
		if ('error' in removed)
			warnings.push(`A tool that is not used any more is still there. ${word(removed.error)}`);
	}
	return warnings;
}

async function removeTests(api: UltravoxApi, fns: IHookFunctions, url: string): Promise<void> {
	for (const tool of await readTools(api)) {
		if (isTestOf(fns, url, tool)) await removeTool(api, tool.toolId);
	}
}

/** Whether a tool was made for a test of this trigger, in this n8n. */
function isTestOf(fns: IHookFunctions, url: string, tool: Tool): boolean {
	const address = toolAddress(tool.definition);
	return (
		markerOf(tool.definition).testOf === triggerId(fns) &&
		address !== undefined &&
		URL.canParse(address) &&
		URL.canParse(url) &&
		new URL(address).origin === new URL(url).origin
	);
}

function remember(registration: Registration, warnings: string[]): void {
	const { fns, url, root } = registration;
	const store = openStore(fns);
	store.url = url;
	store.keyMark = keyMark(root);
	store.settings = settingsKey(registration);
	store.warnings = warnings;
	for (const warning of warnings) fns.logger.warn(`${triggerName(fns)}: ${warning}`);
}

function isUpToDate(registration: Registration): boolean {
	const { fns, url, root } = registration;
	const store: Partial<StaticData> = openStore(fns);
	return (
		sameAddress(store.url, url) &&
		store.settings === settingsKey(registration) &&
		store.keyMark === keyMark(root)
	);
}

/** One short text for what the user has set: the same for the same tool, agents and secret. */
function settingsKey({ settings, chosen, secret }: Registration): string {
	const text = JSON.stringify([settings, chosen, secret]);
	return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

async function open(fns: IHookFunctions): Promise<Registration> {
	const url = checkHttpsAddress(fns.getNodeWebhookUrl('default'));
	const settings = readToolSettings(fns);
	const chosen = readAgents(fns);
	const { version } = readSecretSettings(fns);
	await checkCredential(fns);
	const api = new UltravoxApi(fns, HOOK_SETTINGS);
	// What this process knew of the credential may be older.
	await rememberKey(fns, SECRETS_PURPOSE, api);
	const root = await api.derivedKey(SECRETS_PURPOSE);
	const secret = deriveSecret(fns, root, version);
	api.keepSecret(secret);
	return { fns, api, url, settings, version, secret, root, chosen, word: wordsFor(fns) };
}

function wordsFor(fns: IHookFunctions) {
	return (error: unknown) => errorText(toNodeError(fns.getNode(), error, undefined));
}
