// npm run screenshots: makes the README's pictures anew, from a real n8n and the sandbox's data. They have
// a fixed size and show nothing that differs between two runs, so a changed picture means a changed editor.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { startSandbox } from '../sandbox/index.ts';
import { type EditorWindow, launchBrowser, openEditor, type Theme } from './editor/browser.mts';
import { CredentialDialog } from './editor/credentials.mts';
import { Editor } from './editor/editor.mts';
import { startEditorHost } from './editor/session.mts';
import { HostClient, type StoredCredential, type WorkflowFile } from './host/client.mts';
import { readExample } from './host/examples.mts';

const FOLDER = 'docs';
const AGENTS = 500;
const NODE = 'Update a Twilio telephony config';
const TOOL = 'When the Agent Asks';
const CALL = 'When Somebody Calls';
const SERVICE = 'https://api.ultravox.ai';

interface Studio {
	client: HostClient;
	ultravox: StoredCredential;
	twilio: StoredCredential;
	/** IDs of agents by name. */
	agentId(name: string): string;
	open(theme?: Theme): Promise<Editor>;
}

type Scene = (studio: Studio) => Promise<void>;

/** One entry a picture, or two where both themes are shown. */
const scenes: Record<string, Scene> = {
	async update(studio) {
		const { agentId, client } = studio;
		const workflow = await client.createWorkflow(
			manual(NODE, studio.ultravox, {
				agentAccess: 'only',
				callCreationAllowedAgentIds: [agentId('Front Desk Lisbon'), agentId('Night Service Oslo')],
				mappingMode: 'replace',
				requestContextMapping: {
					mappings: [
						{ requestField: 'From', contextField: 'user.phone_number' },
						{ requestField: 'FromCity', contextField: 'user.city' },
					],
				},
			}),
		);
		for (const theme of ['light', 'dark'] as const) {
			const editor = await studio.open(theme);
			await editor.openWorkflow(workflow.id);
			const panel = await editor.openNode(NODE);
			await panel.field('callCreationAllowedAgentIds').getByText('Front Desk Lisbon').waitFor();
			await panel.execute();
			await panel.outputJson();
			await take(editor.page, theme === 'dark' ? 'update-dark' : 'update');
		}
	},

	async find(studio) {
		const editor = await studio.open();
		await editor.newWorkflow();
		await editor.addFirst('manual', 'Manual Trigger');
		await editor.openPanel();
		await editor.search('twilio');
		await editor.found('Ultravox').click();
		await editor.found(NODE).waitFor();
		await take(editor.page, 'find', editor.page.getByTestId('node-creator'));
	},

	async credential(studio) {
		const workflow = await studio.client.createWorkflow(manual(NODE, studio.ultravox, {}));
		const editor = await studio.open();
		await editor.openWorkflow(workflow.id);
		await editor.openNode(NODE);
		const dialog = await CredentialDialog.openChosen(editor.page);
		await dialog.success.waitFor();
		// The sandbox's port is another one each time.
		await dialog.show('baseUrl', SERVICE);
		await take(editor.page, 'credential', editor.page.getByTestId('editCredential-modal'));
	},

	async message(studio) {
		const workflow = await studio.client.createWorkflow(
			manual(NODE, studio.ultravox, {
				agentAccess: 'only',
				callCreationAllowedAgentIds: '={{ ["sales"] }}',
			}),
		);
		const editor = await studio.open();
		await editor.openWorkflow(workflow.id);
		const panel = await editor.openNode(NODE);
		await panel.execute();
		await panel.refusal();
		// The run ends a moment after its message is there.
		await editor.page
			.getByTestId('node-execute-button')
			.filter({ hasText: 'Execute step' })
			.waitFor();
		await take(editor.page, 'message');
	},

	async trigger(studio) {
		const editor = await studio.open();
		await editor.newWorkflow();
		await editor.addFirst('ultravox', 'Ultravox');
		await editor.found('On call ended').click();
		const panel = await editor.nodePanel();
		const list = await panel.openList('agentId');
		await list.search('oslo');
		await list.entries.filter({ hasText: 'Lisbon' }).first().waitFor({ state: 'detached' });
		await list.entries.filter({ hasText: 'Oslo' }).first().waitFor();
		await take(editor.page, 'trigger');
	},

	async 'tool-trigger'({ agentId, client, open, ultravox }) {
		const { nodes, ...example } = await readExample('tool-look-up-order.json');
		const workflow = await client.createWorkflow({
			...example,
			nodes: nodes.map((node) =>
				node.name === TOOL
					? {
							...node,
							parameters: {
								...(node.parameters as object),
								agentIds: [agentId('Front Desk Lisbon')],
							},
							credentials: { ultravoxApi: { id: ultravox.id, name: ultravox.name } },
						}
					: node,
			),
		});
		const editor = await open();
		await editor.openWorkflow(workflow.id);
		const panel = await editor.openNode(TOOL);
		await panel.field('agentIds').getByText('Front Desk Lisbon').waitFor();
		// n8n's hint about pinning, in front of the table, goes with it.
		await panel.output.getByTestId('radio-button-json').click();
		await panel.output.getByText('orderNumber').first().waitFor();
		await take(editor.page, 'tool-trigger');
	},

	async 'incoming-call'({ agentId, client, open, ultravox, twilio }) {
		const { nodes, ...example } = await readExample('greet-known-caller.json');
		const credentials = { ultravoxApi: ultravox, ultravoxTwilioApi: twilio };
		const workflow = await client.createWorkflow({
			...example,
			nodes: nodes.map((node) =>
				node.name === CALL
					? {
							...node,
							parameters: {
								...(node.parameters as object),
								defaultAgentId: chosen(agentId('Front Desk Lisbon'), 'Front Desk Lisbon'),
							},
							credentials,
						}
					: node,
			),
		});
		const editor = await open();
		await editor.openWorkflow(workflow.id);
		const panel = await editor.openNode(CALL);
		await panel.output.getByTestId('radio-button-json').click();
		await panel.output.getByText('providerCallId').first().waitFor();
		await take(editor.page, 'incoming-call');
	},

	async example(studio) {
		const workflow = await studio.client.createWorkflow(await readExample('open-close-line.json'));
		const editor = await studio.open();
		await editor.openWorkflow(workflow.id);
		await editor.fit();
		await take(editor.page, 'example');
	},
};

/** An entry of a searchable list, as the editor stores it. */
const chosen = (value: string, cachedResultName: string) => ({
	__rl: true,
	mode: 'list',
	value,
	cachedResultName,
});

/** A workflow that is started by hand and has one node of ours. */
function manual(
	name: string,
	{ id, name: credential }: StoredCredential,
	parameters: Record<string, unknown>,
): WorkflowFile {
	return {
		name: 'Phone line',
		nodes: [
			{
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				name,
				type: 'n8n-nodes-ultravox.ultravox',
				typeVersion: 1,
				position: [220, 0],
				parameters,
				credentials: { ultravoxApi: { id, name: credential } },
			},
		],
		connections: { Start: { main: [[{ node: name, type: 'main', index: 0 }]] } },
	};
}

/** Takes a picture of the window, or of one part of it, without what comes and goes. */
async function take(page: Page, name: string, part?: Locator): Promise<void> {
	for (const toast of await page.locator('.el-notification__closeBtn:visible').all()) {
		await toast.click();
	}
	await page.locator('.el-notification').first().waitFor({ state: 'hidden' });
	await page.mouse.move(0, 0);
	const path = join(FOLDER, `${name}.png`);
	await (part ?? page).screenshot({ path, animations: 'disabled', caret: 'hide' });
	console.log(path);
}

/** Runs all scenes, or those that are named on the command line. */
async function main(): Promise<void> {
	const asked = process.argv.slice(2);
	const ends: Array<() => Promise<void>> = [];
	await mkdir(FOLDER, { recursive: true });
	try {
		const sandbox = await startSandbox({ agents: AGENTS });
		ends.push(async () => await sandbox.close());
		const host = await startEditorHost((message) => console.log(message));
		ends.push(async () => await host.close());
		const browser = await launchBrowser(host.chromium);
		ends.push(async () => await browser.close());
		const client = new HostClient(host.url);
		ends.push(async () => await client.close());
		await client.login(host.owner);
		const ultravox = await client.createCredential({
			name: 'Ultravox account',
			type: 'ultravoxApi',
			data: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
		});
		const twilio = await client.createCredential({
			name: 'Ultravox Twilio account',
			type: 'ultravoxTwilioApi',
			data: sandbox.state.phoneProviders.twilio.account,
		});
		const windows = new Map<Theme, EditorWindow>();
		const studio: Studio = {
			client,
			ultravox,
			twilio,
			agentId(name) {
				const agent = [...sandbox.state.agents.values()].find((known) => known.name === name);
				if (!agent) throw new Error(`The sandbox has no agent ${name}`);
				return agent.agentId;
			},
			async open(theme = 'light') {
				const window =
					windows.get(theme) ?? (await openEditor(browser, host.url, host.owner, theme));
				windows.set(theme, window);
				return new Editor(window.page);
			},
		};
		for (const [name, scene] of Object.entries(scenes)) {
			if (asked.length > 0 && !asked.includes(name)) continue;
			sandbox.reset();
			sandbox.seedConfig('twilio');
			// They use what the picture maps: who looks at it is to see no warning.
			for (const { callTemplate } of sandbox.state.agents.values()) {
				if (callTemplate)
					callTemplate.systemPrompt = '{{user.phone_number}} calls from {{user.city}}.';
			}
			await scene(studio);
		}
	} finally {
		for (const end of ends.reverse()) await end();
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
