/** What a person does in n8n's editor, by the marks that n8n's own tests go by. */
import type { Locator, Page } from 'playwright-core';
import { NodePanel } from './nodePanel.mts';

/** The canvas and the panel with all nodes. */
export class Editor {
	constructor(readonly page: Page) {}

	/** Opens a new workflow and waits for the canvas. */
	async newWorkflow(): Promise<void> {
		await this.page.goto('/workflow/new');
		await this.page.getByTestId('canvas-add-button').waitFor();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`/workflow/${id}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	/** Adds the first node of an empty canvas. */
	async addFirst(search: string, name: string): Promise<void> {
		await this.page.getByTestId('canvas-add-button').click();
		await this.search(search);
		await this.found(name).click();
	}

	/** Opens the panel from the "+" behind the last node. */
	async openPanel(): Promise<void> {
		await this.page.getByTestId('canvas-handle-plus').last().click();
		await this.page.getByTestId('node-creator-search-bar').waitFor();
	}

	async search(text: string): Promise<void> {
		await this.page.getByTestId('node-creator-search-bar').fill(text);
	}

	/** An entry of the panel by its title. */
	found(title: string): Locator {
		return this.page
			.getByTestId('item-iterator-item')
			.filter({ has: this.page.getByText(title, { exact: true }) })
			.first();
	}

	/** Brings the whole workflow into view. */
	async fit(): Promise<void> {
		await this.page.getByTestId('zoom-to-fit').click();
	}

	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/** Opens a node's panel by a double click. */
	async openNode(name: string): Promise<NodePanel> {
		await this.node(name).dblclick();
		return await this.nodePanel();
	}

	/** Publishes the workflow that is open, and closes what n8n says of it. */
	async publish(): Promise<void> {
		await this.page.getByTestId('workflow-open-publish-modal-button').click();
		await this.page.getByTestId('workflow-publish-button').click();
		await this.page.getByRole('button', { name: 'Got it' }).click();
	}

	/** The panel that is open, or about to be. */
	async nodePanel(): Promise<NodePanel> {
		await this.page.getByTestId('ndv').waitFor();
		await this.page.getByTestId('node-parameters').waitFor();
		return new NodePanel(this.page);
	}
}
