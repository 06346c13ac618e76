/** What every case of the editor works with: n8n, a browser, an Ultravox account. */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startSandbox } from '../../../sandbox/index.ts';
import {
	type EditorWindow,
	launchBrowser,
	openEditor,
	type Theme,
} from '../../../scripts/editor/browser.mts';
import { Editor } from '../../../scripts/editor/editor.mts';
import {
	HostClient,
	type StoredCredential,
	type WorkflowFile,
} from '../../../scripts/host/client.mts';
import { waitFor } from '../../../scripts/host/waitFor.mts';
import { sharedEditor } from './shared-editor.mts';

const MINUTES = 60_000;

/** Far more than one page of the API, and than anybody scrolls through. */
export const AGENTS = 500;

export interface EditorFixture {
	sandbox: Awaited<ReturnType<typeof startSandbox>>;
	/** A stored credential that works. */
	ultravox: StoredCredential;
	/** A signed-in window; its console is judged after each test. */
	open(theme?: Theme): Promise<Editor>;
	/** Stores a workflow with a manual trigger and the node, and opens it. */
	openWith(parameters: Record<string, unknown>, theme?: Theme): Promise<Editor>;
	/** The same with a node of n8n behind it, which is given as it is stored. */
	openWithNext(
		parameters: Record<string, unknown>,
		next: WorkflowFile['nodes'][0],
	): Promise<Editor>;
	/**
	 * Loads the workflow that is open anew, as soon as n8n has saved what was done: it does so by itself.
	 *
	 * @param isSaved tells it by the node's parameters as they are stored
	 */
	reload(isSaved: (parameters: Record<string, unknown>) => boolean): Promise<Editor>;
}

/** Starts everything before a file's first test, and ends it after the last one. */
export function editorFixture(): EditorFixture {
	jest.setTimeout(5 * MINUTES);
	const { url, owner, chromium } = sharedEditor();
	const client = new HostClient(url);
	let browser: Browser;
	// One window a theme: to load the editor anew takes most of a test's time.
	const windows = new Map<Theme, EditorWindow>();
	let used: EditorWindow | undefined;
	let opened = '';
	const openFile = async (file: WorkflowFile, theme?: Theme) => {
		const { id } = await client.createWorkflow(file);
		opened = id;
		const editor = await fixture.open(theme);
		await editor.openWorkflow(id);
		return editor;
	};
	const fixture = {
		async open(theme = 'light') {
			used = windows.get(theme) ?? (await openEditor(browser, url, owner, theme));
			windows.set(theme, used);
			return new Editor(used.page);
		},
		async openWith(parameters, theme) {
			return await openFile(withNode(parameters, fixture.ultravox), theme);
		},
		async reload(isSaved) {
			await waitFor('n8n to save the workflow', async () => {
				const { nodes } = await client.workflow(opened);
				const node = nodes.find(({ name }) => name === NODE);
				return isSaved(node?.parameters as Record<string, unknown>);
			});
			const editor = await fixture.open();
			await editor.openWorkflow(opened);
			return editor;
		},
		async openWithNext(parameters, next) {
			const { nodes, connections, ...file } = withNode(parameters, fixture.ultravox);
			const behind = { main: [[{ node: next.name, type: 'main', index: 0 }]] };
			return await openFile({
				...file,
				nodes: [...nodes, { ...next, position: [440, 0] }],
				connections: { ...connections, [NODE]: behind },
			});
		},
	} as EditorFixture;

	beforeAll(async () => {
		fixture.sandbox = await startSandbox({ agents: AGENTS });
		browser = await launchBrowser(chromium);
		await client.login(owner);
		fixture.ultravox = await client.createCredential({
			name: 'Ultravox Sandbox',
			type: 'ultravoxApi',
			data: { apiKey: fixture.sandbox.apiKey, baseUrl: fixture.sandbox.url },
		});
	});

	beforeEach(() => {
		fixture.sandbox.reset();
		// Calls n8n where it is, not where it says that it is.
		fixture.sandbox.switches.webhookOrigin = url;
		fixture.sandbox.seedConfig('twilio');
	});

	afterEach(async () => {
		if (!used) return;
		await keepPicture(used);
		const complaints = used.complaints.splice(0);
		used = undefined;
		expect(complaints.filter((complaint) => !UNSUPPLIED.test(complaint))).toEqual([]);
	});

	afterAll(async () => {
		const { id } = fixture.ultravox ?? {};
		if (id) await client.call('DELETE', `/credentials/${id}`);
		await client.close();
		await browser?.close();
		await fixture.sandbox?.close();
	});

	return fixture;
}

/** The editor looks for fields of a trigger's output in a file which no trigger of this package has. */
const UNSUPPLIED = /\/schemas\/n8n-nodes-ultravox\.\w+Trigger\//;

/** The node's name on the canvas. */
export const NODE = 'Ultravox';

function withNode(
	parameters: Record<string, unknown>,
	{ id, name }: StoredCredential,
): WorkflowFile {
	return {
		name: `Editor ${randomUUID()}`,
		nodes: [
			{
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				name: NODE,
				type: 'n8n-nodes-ultravox.ultravox',
				typeVersion: 1,
				position: [220, 0],
				parameters,
				credentials: { ultravoxApi: { id, name } },
			},
		],
		connections: { Start: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
	};
}

/** How the window looked at the end of a test, for whoever wonders why it did not pass. */
async function keepPicture({ page }: EditorWindow): Promise<void> {
	const folder = join('test-results', 'editor');
	await mkdir(folder, { recursive: true });
	const { currentTestName = 'test' } = expect.getState();
	const path = join(folder, `${currentTestName.replace(/\W+/g, '-')}.png`);
	await page.screenshot({ path }).catch(() => undefined);
}
