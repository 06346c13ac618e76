/** The phone numbers in a real n8n, whose own client sends, with credentials from its database. */
import { resolve } from 'node:path';
import { executeWorkflow } from '../../scripts/host/cli.mts';
import { onEachHost, TWILIO_ACCOUNT } from './support/on-each-host.mts';
import { chain, manualTrigger, ultravox } from './support/workflows.mts';

onEachHost('Phone numbers', (fixture) => {
	const run = async (parameters: Record<string, unknown>) => {
		const { client, host, sandbox, ultravox: apiKey, twilio } = fixture;
		const node = ultravox({ resource: 'phoneNumber', ...parameters }, [apiKey, twilio]);
		const { id } = await client.createWorkflow(chain('Numbers', manualTrigger(), node));
		const env = {
			...host.env,
			NODE_OPTIONS: `--require ${resolve('scripts/host/providerHosts.cjs')}`,
			PROVIDERS_AT: sandbox.phoneNumbers.url,
		};
		const { code, execution, output } = await executeWorkflow({ ...host, env }, id);
		expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
		expect(JSON.stringify(execution)).not.toContain(TWILIO_ACCOUNT.authToken);
		return JSON.stringify(execution);
	};

	beforeEach(() => {
		const { seedConfig, state } = fixture.sandbox;
		state.phoneProviders.twilio.account = { ...TWILIO_ACCOUNT };
		seedConfig('twilio', { ...TWILIO_ACCOUNT });
	});

	test('a Twilio number is connected to an agent with the saved account', async () => {
		const { sandbox } = fixture;
		const [agentId] = sandbox.state.agents.keys();
		const number = sandbox.phoneNumbers.seed('twilio');
		const output = await run({
			operation: 'connect',
			phoneNumber: { __rl: true, mode: 'id', value: number.phone_number },
			agentId: { __rl: true, mode: 'id', value: agentId },
		});
		expect(output).toContain(`Ultravox agent ${agentId}`);
		expect(number.voice_url).toBe(`${sandbox.url}/api/agents/${agentId}/telephony_xml`);
		expect(sandbox.state.configs.twilio?.callCreationAllowedAgentIds).toEqual([agentId]);
	});

	test('the numbers are listed', async () => {
		const number = fixture.sandbox.phoneNumbers.seed('twilio');
		expect(await run({ operation: 'getAll' })).toContain(String(number.phone_number));
	});
});
