/** A node's panel, as a person uses it. */
import type { Locator, Page } from 'playwright-core';
import { LocatorList } from './locatorList.mts';

/** A node's panel: its fields in the middle, its output on the right. */
export class NodePanel {
	constructor(readonly page: Page) {}

	/** A field by its parameter's name; the last one where rows repeat it. */
	field(parameter: string): Locator {
		return this.page.getByTestId(`parameter-input-${parameter}`).last();
	}

	/** Whether the field is there at all, e.g. hidden by the operation. */
	async has(parameter: string): Promise<boolean> {
		return (await this.page.getByTestId(`parameter-input-${parameter}`).count()) > 0;
	}

	/** The entries of whichever dropdown is open. */
	get entries(): Locator {
		return this.page.locator('.el-select-dropdown__item:visible');
	}

	/** Opens a dropdown and waits for its entries; one that is shut by a late update of the panel is opened again. */
	async open(parameter: string): Promise<void> {
		// The one that was open before takes its time to go.
		await this.entries.first().waitFor({ state: 'hidden' });
		for (let tries = 0; tries < 5; tries++) {
			await this.combobox(parameter).click();
			if (await appears(this.entries.first())) return;
		}
		await this.entries.first().waitFor();
	}

	/** Titles of the open dropdown's entries, without their descriptions. */
	async entryTitles(): Promise<string[]> {
		const texts = await this.entries.locator('.option-headline').allTextContents();
		return texts.map((text) => text.trim());
	}

	/** What a dropdown shows as chosen. */
	async chosen(parameter: string): Promise<string> {
		return await this.combobox(parameter).inputValue();
	}

	/**
	 * Chooses in a dropdown by the entry's title.
	 *
	 * @param search what to type first, where there are many entries
	 */
	async choose(parameter: string, title: string, search?: string): Promise<void> {
		const entry = this.entries.filter({ has: this.page.getByText(title, { exact: true }) });
		for (let tries = 0; tries < 5; tries++) {
			await this.open(parameter);
			if (search) await this.page.keyboard.type(search);
			if (await appears(entry)) break;
			await this.page.keyboard.press('Escape');
		}
		await entry.click();
	}

	/** Closes a dropdown of which several may be chosen. */
	async closeDropdown(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.entries.first().waitFor({ state: 'hidden' });
	}

	async fill(parameter: string, text: string): Promise<void> {
		await this.field(parameter).locator('input, textarea').first().fill(text);
	}

	/** Pastes a text from the clipboard into a field. */
	async paste(parameter: string, text: string): Promise<void> {
		await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
		await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
		await this.field(parameter).locator('input, textarea').first().click();
		await this.page.keyboard.press('ControlOrMeta+v');
	}

	/** Types a text into a field in Fixed mode, key by key, until the panel has taken it over. */
	async type(parameter: string, text: string): Promise<void> {
		const input = this.field(parameter).locator('input, textarea').first();
		// The panel takes keys over some time after they were typed; when it is drawn anew it shows what it has.
		for (let tries = 0; tries < 6 && (await input.inputValue()) !== text; tries++) {
			await input.click();
			await this.page.keyboard.press('ControlOrMeta+a');
			await this.page.keyboard.type(text);
			await this.openSettings();
			await input.waitFor({ state: 'hidden' });
			await this.openParameters();
			await input.waitFor();
		}
	}

	/**
	 * Switches a field to Expression and types one.
	 *
	 * @param expression with its `{{ … }}`, or a plain text
	 * @param shown what the editor shows below it as its result
	 */
	async setExpression(parameter: string, expression: string, shown = expression): Promise<void> {
		const field = this.field(parameter);
		const options = this.page.getByTestId(`${parameter}-parameter-input-options-container`).last();
		// A field for JSON has such an editor in Fixed mode too, but not inside this.
		const content = field.getByTestId('inline-expression-editor-input').locator('.cm-content');
		const result = this.page
			.getByTestId('inline-expression-editor-output')
			.filter({ hasText: shown, visible: true });
		// What is done while the field is being filled or replaced is lost; a person sees that and repeats it.
		for (let tries = 0; tries < 6 && !(await result.isVisible()); tries++) {
			if (!(await content.isVisible())) {
				await field.hover();
				await options.getByTestId('radio-button-expression').click();
				if (!(await appears(content))) continue;
			}
			await content.click();
			await this.page.keyboard.press('ControlOrMeta+a');
			await this.page.keyboard.insertText(expression);
			await appears(result);
		}
		await result.waitFor();
	}

	/** "Add field" of the first collection, or "Add option" of the last one. */
	async add(field: string, collection: 'first' | 'last' = 'first'): Promise<void> {
		await this.page.getByTestId('collection-parameter-add')[collection]().click();
		await this.page
			.getByTestId('collection-parameter-option')
			.filter({ visible: true })
			.filter({ has: this.page.getByText(field, { exact: true }) })
			.click();
	}

	/** The button below the rows of a field. */
	async addRow(): Promise<void> {
		await this.page.getByTestId('fixed-collection-add').click();
	}

	/**
	 * Clicks every row of a field away, by the bin that comes up beside a row under the mouse, until the panel has taken
	 * it over: drawn anew it shows what it has.
	 */
	async removeRows(collection: string): Promise<void> {
		const rows = this.page.getByTestId(`fixed-collection-${collection}`);
		const bins = rows.getByTestId('fixed-collection-delete');
		for (let tries = 0; tries < 5 && (await bins.count()) > 0; tries++) {
			for (let left = await bins.count(); left > 0; left--) {
				await bins.last().hover();
				await bins.last().click();
				await bins.nth(left - 1).waitFor({ state: 'detached' });
			}
			await this.openSettings();
			await rows.waitFor({ state: 'hidden' });
			await this.openParameters();
			await rows.waitFor();
		}
	}

	/** Turns a switch over. */
	async turn(parameter: string): Promise<void> {
		await this.field(parameter).locator('.el-switch').click();
	}

	/** Starts the step; what an earlier run left in the panel is gone then. */
	async execute(): Promise<void> {
		const left = await this.output
			.getByTestId('node-error-message')
			.or(this.output.getByTestId('node-run-status-success'))
			.elementHandles();
		const started = this.page.waitForResponse(
			(response) => response.request().method() === 'POST' && response.url().endsWith('/run'),
		);
		await this.page.getByTestId('node-execute-button').click();
		await started;
		// On a busy machine it stays for a moment; should it be used again for the new result, that is there by then.
		for (const one of left)
			await one.waitForElementState('hidden', { timeout: 5000 }).catch(() => {});
	}

	async openSettings(): Promise<void> {
		await this.page.getByTestId('tab-settings').click();
	}

	async openParameters(): Promise<void> {
		await this.page.getByTestId('tab-params').click();
	}

	/** Shows what came out of the error output. */
	async openErrorBranch(): Promise<void> {
		await this.output.getByTestId('branches').getByTestId('tab-1').click();
	}

	/** Opens a resource locator's list. */
	async openList(parameter: string): Promise<LocatorList> {
		await this.page.getByTestId(`resource-locator-${parameter}`).getByTestId('rlc-input').click();
		const list = new LocatorList(this.page);
		await list.entries.first().waitFor();
		return list;
	}

	async close(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
		await this.page.getByTestId('ndv').waitFor({ state: 'hidden' });
	}

	get output(): Locator {
		return this.page.getByTestId('output-panel');
	}

	/** The output as JSON text, when the run has ended well. */
	async outputJson(): Promise<unknown> {
		await this.output.getByTestId('node-run-status-success').waitFor();
		await this.output.getByTestId('radio-button-json').click();
		const shown = this.output.locator('.json-data, .vjs-tree').first();
		await shown.waitFor();
		return JSON.parse((await shown.innerText()).replace(/\u00a0/g, ' ')) as unknown;
	}

	/** What the node says instead of an output: message and advice. */
	async refusal(): Promise<{ message: string; description: string }> {
		const message = this.output.getByTestId('node-error-message');
		const success = this.output.getByTestId('node-run-status-success');
		await message.or(success).first().waitFor();
		if (await success.isVisible()) {
			throw new Error(`Not refused: ${JSON.stringify(await this.outputJson())}`);
		}
		const description = this.output.getByTestId('node-error-description');
		return {
			message: (await message.innerText()).trim(),
			description: (await description.innerText()).trim(),
		};
	}

	/** Several may be chosen: then the box that takes the search comes after one that only shows. */
	private combobox(parameter: string): Locator {
		return this.field(parameter).locator('[role="combobox"]:not([tabindex="-1"])').last();
	}
}

/** Whether something is there soon. */
async function appears(locator: Locator): Promise<boolean> {
	return await locator.waitFor({ timeout: 10_000 }).then(
		() => true,
		() => false,
	);
}
