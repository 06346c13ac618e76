import { randomUUID } from 'node:crypto';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { UltravoxTrigger } from '../nodes/UltravoxTrigger/UltravoxTrigger.node.ts';
import { startSandbox } from '../sandbox/index.ts';
import { webhookNode, type WebhookHarness } from '../test/support/harness/webhook';
import type { LongResult } from './long.mts';
import { signedHeaders } from './signed.mts';

/** What becomes of the trigger's static data: n8n saves the workflow's as a whole, from a copy that may be old. */
const FATES: Record<string, (before: IDataObject) => IDataObject> = {
	lost: () => ({}),
	'as they were before': (before) => before,
	'of another shape': () => ({ 'node:Ultravox Trigger': { webhookId: 7, url: {}, seen: 3 } }),
};

/** A moment of the trigger's life: what the user does last before static data meet their fate. */
const MOMENTS: Record<string, { options?: INodeParameters; key?: 'second'; nodeName?: string }> = {
	'after publishing': {},
	'after a rotation': { options: { secretVersion: 2 } },
	'after a rotation without the previous secret': {
		options: { secretVersion: 2, keepPreviousSecret: false },
	},
	'after a renaming': { nodeName: 'Renamed' },
	'after a change of the API key': { key: 'second' },
};

/** Loses or ages static data at every moment of the trigger's life: it must stay open to Ultravox and to nobody else. */
export async function loseStaticData(): Promise<LongResult> {
	const sandbox = await startSandbox();
	const broken: string[] = [];
	let deliveries = 0;
	const deliver = async (harness: WebhookHarness, secret: string) => {
		deliveries += 1;
		const body = JSON.stringify({ event: 'call.ended', call: { callId: randomUUID() } });
		const headers = signedHeaders(body, secret);
		return (await harness.deliver({ body, headers })).started;
	};
	try {
		for (const [moment, { options = {}, key, nodeName }] of Object.entries(MOMENTS)) {
			for (const [fate, change] of Object.entries(FATES)) {
				sandbox.reset();
				const staticData: IDataObject = {};
				const identity = { nodeId: randomUUID(), webhookId: randomUUID() };
				const at = (more: IDataObject, set: INodeParameters, apiKey = sandbox.apiKey) =>
					webhookNode({
						node: UltravoxTrigger,
						parameters: { events: ['call.ended'], options: set },
						credentials: { ultravoxApi: { apiKey, baseUrl: sandbox.url } },
						...identity,
						staticData,
						...more,
					});
				await at({}, {}).activate();
				const before = structuredClone(staticData);
				const apiKey = key === undefined ? sandbox.apiKey : sandbox.secondApiKey;
				const name = nodeName === undefined ? {} : { nodeName };
				await at(name, options, apiKey).activate();
				const now = at({ ...name, staticData: change(before) }, options, apiKey);
				const [secret] = [...sandbox.state.webhooks.values()][0].secrets;
				sandbox.requests.length = 0;
				const what = `${moment}, ${fate}`;
				if (!(await deliver(now, secret))) broken.push(`${what}: deaf`);
				if (await deliver(now, 'guessed')) broken.push(`${what}: open`);
				if (!(await deliver(now, secret))) broken.push(`${what}: deaf after a forgery`);
				if (sandbox.requests.length > 2)
					broken.push(`${what}: ${sandbox.requests.length} requests`);
			}
		}
	} finally {
		await sandbox.close();
	}
	return {
		name: 'Static data of the trigger lost or old',
		figures: `${deliveries} deliveries`,
		broken,
	};
}
