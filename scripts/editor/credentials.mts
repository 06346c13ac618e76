/** The dialog in which a person makes a credential. */
import type { Locator, Page } from 'playwright-core';

export class CredentialDialog {
	constructor(readonly page: Page) {}

	/** Opens a new one from the list of those that are there. */
	static async openAnother(page: Page): Promise<CredentialDialog> {
		await page.getByTestId('node-credentials-select').click();
		await page.getByTestId('node-credentials-select-item-new').filter({ visible: true }).click();
		return await CredentialDialog.opened(page);
	}

	/** Opens the one that is chosen in the node's panel. */
	static async openChosen(page: Page): Promise<CredentialDialog> {
		await page.getByTestId('credential-edit-button').first().click();
		return await CredentialDialog.opened(page);
	}

	/** Waits for the name too: without one n8n does not save. */
	private static async opened(page: Page): Promise<CredentialDialog> {
		const dialog = new CredentialDialog(page);
		await dialog.root.waitFor();
		await page.locator('[data-test-id="credential-name"][title]:not([title=""])').waitFor();
		return dialog;
	}

	get root(): Locator {
		return this.page.getByTestId('credential-edit-dialog');
	}

	async fill(field: string, text: string): Promise<void> {
		await this.root.getByTestId(`parameter-input-${field}`).locator('input').fill(text);
	}

	/** Shows a text in a field without entering it, for a picture. */
	async show(field: string, text: string): Promise<void> {
		const input = this.root.getByTestId(`parameter-input-${field}`).locator('input');
		await input.evaluate((element, value) => Object.assign(element, { value }), text);
	}

	/** Saves, which tests it too. */
	async save(): Promise<void> {
		await this.page.getByTestId('credential-save-button').click();
	}

	/** The green line after a test that went well. */
	get success(): Locator {
		return this.root.getByTestId('credentials-config-container-test-success');
	}

	/** What the red line says after one that did not. */
	async refusal(): Promise<string> {
		await this.root.getByText('More details').click();
		return await this.root.locator('.el-tag--danger:visible').innerText();
	}

	async close(): Promise<void> {
		await this.page
			.getByTestId('editCredential-modal')
			.getByRole('button', { name: /close/i })
			.click();
		await this.root.waitFor({ state: 'hidden' });
	}
}
