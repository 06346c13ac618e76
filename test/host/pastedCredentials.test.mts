/** Keys and addresses as people paste and type them, on a real n8n: in the credential's test and in a run. */
import { onEachHost } from './support/on-each-host.mts';
import { chain, manualTrigger, ultravox } from './support/workflows.mts';

onEachHost('A credential that was pasted', (bench) => {
	const credential = async (apiKey: string, baseUrl: string) =>
		await bench.client.createCredential({
			name: `Pasted ${JSON.stringify([apiKey.length, baseUrl])}`,
			type: 'ultravoxApi',
			data: { apiKey, baseUrl },
		});
	const run = async (stored: Awaited<ReturnType<typeof credential>>) => {
		const node = ultravox({ agentAccess: 'all' }, [stored]);
		const workflow = await bench.client.createWorkflow(chain('Pasted', manualTrigger(), node));
		return await bench.client.run(workflow);
	};

	test.each([
		['line breaks and spaces', (text: string) => ` ${text}\r\n`],
		[
			'characters that are not seen',
			(text: string) => `\ufeff${text.slice(0, 4)}\u200b${text.slice(4)}`,
		],
	])('works with %s in key and address', async (_, pasted) => {
		bench.sandbox.seedConfig('twilio');
		const stored = await credential(
			pasted(bench.sandbox.apiKey),
			pasted(`${bench.sandbox.url}/api/`),
		);
		expect(await bench.client.testCredential(stored)).toMatchObject({ status: 'OK' });
		const { status } = await run(stored);
		expect(status).toBe('success');
		expect(bench.sandbox.state.configs.twilio).toMatchObject({ callCreationAllowAllAgents: true });
	});

	test('gets its scheme, and a host that is not there is said', async () => {
		const stored = await credential(bench.sandbox.apiKey, 'no-such-host.invalid');
		const tested = await bench.client.testCredential(stored);
		// The word, or the sentence, of n8n itself: it asks no rule of ours where no answer came.
		expect(tested).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/^E[A-Z_]+$|incorrect host/),
		});
		const { status, raw } = await run(stored);
		expect(status).toBe('error');
		expect(raw).toContain('The address no-such-host.invalid was not found');
	});

	test('with plain http to another machine is refused in a sentence', async () => {
		const stored = await credential(bench.sandbox.apiKey, 'http://api.example.com');
		const tested = await bench.client.testCredential(stored);
		expect(tested).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('Base URL: the address must start with https://'),
		});
	});
});
