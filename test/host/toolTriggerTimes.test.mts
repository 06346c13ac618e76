import { waitFor } from '../../scripts/host/waitFor.mts';
import { onEachToolHost } from './support/toolHosts.mts';
import { fail, respond, set, waitFor as waitNode } from './support/toolWorkflows.mts';

const FALLBACK = { text: 'That did not work.', failed: false };
const MODES = ['lastNode', 'responseNode'];

/** Prints what Ultravox receives and after how long: the table in docs/tool-trigger.md. */
onEachToolHost('What Ultravox receives from the tool trigger', (bench) => {
	const answering = (mode: string) =>
		mode === 'lastNode'
			? set('={{ { text: "Tomorrow" } }}')
			: respond(bench.credential, { text: 'Tomorrow' });
	const usedAndPrinted = async (what: string) => {
		const { text, failed, errorDetails, answer, milliseconds } = await bench.use();
		const seconds = (milliseconds / 1000).toFixed(1);
		const details = errorDetails === undefined ? '' : ` (${errorDetails})`;
		console.log(`${what}: ${String(answer?.status)} ${text}${details} after ${seconds} s`);
		return { text, failed, status: answer?.status };
	};

	describe.each(MODES)('in the mode %s', (responseMode) => {
		test('when the workflow throws', async () => {
			await bench.publish({ responseMode }, fail());
			expect(await usedAndPrinted(`${responseMode}, throws`)).toMatchObject(FALLBACK);
		});

		test('when a node waits 30 seconds', async () => {
			const workflow = await bench.publish({ responseMode }, waitNode(30), answering(responseMode));
			expect(await usedAndPrinted(`${responseMode}, waits 30 s`)).toMatchObject(FALLBACK);
			const [{ status }] = await bench.editor.untilExecuted(workflow.id, 1);
			expect(status).toBe('success');
		});

		test('when a node waits so long that n8n parks the execution', async () => {
			await bench.publish({ responseMode }, waitNode(80), answering(responseMode));
			expect(await usedAndPrinted(`${responseMode}, waits 80 s`)).toMatchObject(FALLBACK);
		});

		test('when nobody answers', async () => {
			await bench.publish({ responseMode }, set('={{ [] }}'));
			expect(await usedAndPrinted(`${responseMode}, no answer`)).toMatchObject(FALLBACK);
		});
	});

	test('when n8n is killed, and after it is back', async () => {
		const workflow = await bench.publish({}, waitNode(10), answering('lastNode'));
		const pending = usedAndPrinted('n8n killed');
		await waitFor('the execution to begin', async () => {
			const filter = JSON.stringify({ workflowId: workflow.id, status: ['running'] });
			const path = `/executions?filter=${encodeURIComponent(filter)}&limit=1`;
			const { results } = await bench.editor.call<{ results: unknown[] }>('GET', path);
			return results.length > 0;
		});
		await bench.n8n.kill();
		expect(await pending).toMatchObject({ failed: true, status: 0 });
		await bench.n8n.restart();
		await bench.republish(workflow, { responseMode: 'onReceived', responseText: 'Noted.' });
		expect(await bench.use()).toMatchObject({ text: 'Noted.', failed: false });
	});
});
