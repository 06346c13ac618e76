/** What the panel says can be read to its end, at the width that it has when it opens. */
import type { Page } from 'playwright-core';
import { editorFixture, NODE } from './support/fixture.mts';

const fixture = editorFixture();

/** Texts that the editor shows only the beginning of. */
async function cutOff(page: Page): Promise<string[]> {
	return await page.evaluate(`
		[...document.querySelectorAll('[data-test-id="ndv"] *, .el-select-dropdown__item *')]
			.filter((element) => element.offsetParent !== null && element.tagName !== 'INPUT')
			.filter((element) => {
				const { textOverflow, webkitLineClamp } = getComputedStyle(element);
				return (
					(textOverflow === 'ellipsis' && element.scrollWidth > element.clientWidth) ||
					(webkitLineClamp !== 'none' && element.scrollHeight > element.clientHeight + 2)
				);
			})
			.map((element) => element.textContent.trim())
	`);
}

test.each(['update', 'upsert', 'create'])('the choices of %s', async (operation) => {
	const editor = await fixture.openWith({ operation });
	const panel = await editor.openNode(NODE);
	const seen: string[] = [];
	for (const chooser of ['resource', 'operation', 'accountSource', 'agentAccess', 'mappingMode']) {
		await panel.open(chooser);
		seen.push(...(await cutOff(panel.page)));
		await panel.closeDropdown();
	}
	expect(seen).toEqual([]);
});

const CONFIG = {
	accountSource: 'manual',
	agentAccess: 'add',
	mappingMode: 'merge',
	options: { checkMapping: true, dryRun: true, includeAgentNames: true, reportChanges: true },
};
const row = { mappings: [{ requestField: 'From', contextField: 'user.phone' }] };
const call = {
	resource: 'call',
	operation: 'create',
	additionalFields: {
		callTemplateJson: '{}',
		initialMessagesJson: '[]',
		templateContextJson: '{}',
		timeExceededMessage: 'Goodbye',
	},
};

test.each<[string, Record<string, unknown>]>([
	['a telephony config with JSON', { ...CONFIG, specifyMapping: 'json' }],
	['a telephony config with rows', { ...CONFIG, requestContextMapping: row }],
	['a Telnyx config', { ...CONFIG, resource: 'telnyxTelephonyConfig' }],
	['a call', call],
	[
		'a recording',
		{
			resource: 'call',
			operation: 'getRecording',
			options: { recordingWait: 5, recordingTries: 3 },
		},
	],
	['a batch', { resource: 'callBatch', operation: 'create', options: { skipEarlierRows: true } }],
])('the labels of %s, also beside their buttons', async (_, parameters) => {
	const editor = await fixture.openWith(parameters);
	const panel = await editor.openNode(NODE);
	const fields = panel.page.locator('[data-test-id="ndv"] [data-test-id^="parameter-input-"]');
	const seen = new Set<string>();
	for (const field of await fields.all()) {
		if (!(await field.isVisible())) continue;
		// The buttons appear beside the label and take its room.
		await field.hover({ force: true });
		for (const text of await cutOff(panel.page)) seen.add(text);
	}
	expect([...seen]).toEqual([]);
});
