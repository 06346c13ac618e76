/** The list in which a person looks for an agent, a call or a batch. */
import type { Locator, Page } from 'playwright-core';

/** The searchable list of a resource locator. */
export class LocatorList {
	constructor(readonly page: Page) {}

	get entries(): Locator {
		return this.page.getByTestId('rlc-item');
	}

	async search(text: string): Promise<void> {
		await this.page.getByTestId('rlc-search').fill(text);
	}

	async choose(title: string): Promise<void> {
		await this.entries.filter({ has: this.page.getByText(title, { exact: true }) }).click();
	}

	/** Scrolls to the end of what is there, as a person does who wants to see more. */
	async scrollOn(): Promise<void> {
		await this.entries.last().scrollIntoViewIfNeeded();
	}
}
