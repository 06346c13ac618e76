/** Credentials that hold expressions: one run serves several Ultravox accounts, each item its own. */
import { randomUUID } from 'node:crypto';
import { executeWorkflow } from '../../scripts/host/cli.mts';
import { startSandbox } from '../../sandbox/index.ts';
import { onEachHost, TWILIO_ACCOUNT } from './support/on-each-host.mts';
import { chain, items, manualTrigger, ultravox } from './support/workflows.mts';

onEachHost('Credentials with expressions', (fixture) => {
	test("each item's own key and token reach its own account", async () => {
		const { client, host, sandbox } = fixture;
		const other = await startSandbox();
		try {
			for (const account of [sandbox, other]) account.seedConfig('twilio');
			const create = async (type: string, data: Record<string, string>) =>
				await client.createCredential({ name: `Per item ${randomUUID()}`, type, data });
			const credentials = [
				await create('ultravoxApi', { apiKey: '={{ $json.key }}', baseUrl: '={{ $json.url }}' }),
				await create('ultravoxTwilioApi', {
					accountSid: TWILIO_ACCOUNT.accountSid,
					authToken: '={{ $json.token }}',
				}),
			];
			const rows = [sandbox, other, sandbox].map(({ apiKey, url }, index) => ({
				key: apiKey,
				url,
				token: `token${index}${'0'.repeat(26)}`,
			}));
			const { id } = await client.createWorkflow(
				chain(
					'Tenants',
					manualTrigger(),
					...items(rows),
					ultravox({ accountSource: 'credential' }, credentials),
				),
			);
			const { code, execution } = await executeWorkflow(host, id);
			expect({ code, execution }).toMatchObject({ code: 0, execution: { status: 'success' } });
			expect(sandbox.requests.map(({ method }) => method)).toEqual(['PATCH', 'PATCH']);
			expect(other.requests.map(({ method }) => method)).toEqual(['PATCH']);
			expect(sandbox.state.configs.twilio?.authToken).toBe(rows[2].token);
			expect(other.state.configs.twilio?.authToken).toBe(rows[1].token);
		} finally {
			await other.close();
			expect(other.violations).toEqual([]);
		}
	});
});
