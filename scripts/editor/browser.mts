/** A browser window with n8n's editor, and what its console complains about. */
import { type Browser, type BrowserContext, chromium, type Page, selectors } from 'playwright-core';
import type { Owner } from '../host/client.mts';

export type Theme = 'light' | 'dark';

export interface EditorWindow {
	page: Page;
	/** Everything that the page's console has printed as an error, and every exception nobody caught. */
	complaints: string[];
	close(): Promise<void>;
}

/** Pictures have this size; the tests use it too, so that both see the same editor. */
export const WINDOW = { width: 1440, height: 900 };

const FLAGS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Long enough for a busy machine; nothing waits longer than it has to. */
const PATIENCE_MS = 60_000;

/** n8n marks what its own tests look for with this attribute. */
selectors.setTestIdAttribute('data-test-id');

export async function launchBrowser(executablePath: string): Promise<Browser> {
	return await chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/**
 * Opens a window and signs in as a person does. The theme follows the system's, as n8n's does by default.
 *
 * @param url base address of n8n
 */
export async function openEditor(
	browser: Browser,
	url: string,
	owner: Owner,
	theme: Theme = 'light',
): Promise<EditorWindow> {
	const context = await browser.newContext({
		baseURL: url,
		viewport: WINDOW,
		colorScheme: theme,
		locale: 'en-US',
		timezoneId: 'UTC',
		reducedMotion: 'reduce',
	});
	await keepLocal(context, url);
	const page = await context.newPage();
	page.setDefaultTimeout(PATIENCE_MS);
	await signIn(page, owner);
	const complaints = collectComplaints(page);
	return { page, complaints, close: async () => await context.close() };
}

/** The editor looks for news of packages and the like on the internet; it gets nothing from there. */
async function keepLocal(context: BrowserContext, url: string): Promise<void> {
	const { origin } = new URL(url);
	await context.route(
		(target) => target.protocol.startsWith('http') && target.origin !== origin,
		async (route) => await route.fulfill({ status: 204 }),
	);
}

async function signIn(page: Page, { email, password }: Owner): Promise<void> {
	await page.goto('/signin');
	await page.getByTestId('emailOrLdapLoginId').locator('input').fill(email);
	await page.getByTestId('password').locator('input').fill(password);
	await page.getByTestId('form-submit-button').click();
	await page.waitForURL(({ pathname }) => !pathname.startsWith('/signin'));
}

function collectComplaints(page: Page): string[] {
	const complaints: string[] = [];
	page.on('console', (message) => {
		if (message.type() === 'error')
			complaints.push(`${message.text()} (${message.location().url})`);
	});
	page.on('pageerror', (error) => complaints.push(String(error.stack ?? error)));
	return complaints;
}
