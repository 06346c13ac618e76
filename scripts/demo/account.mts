/** The Ultravox account behind `npm start`: the sandbox, or the real service. */
import { request } from 'undici';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import type { WorkflowFile } from '../host/client.mts';
import { EXAMPLE_CREDENTIALS } from '../host/examples.mts';

const REAL_SERVICE = 'https://api.ultravox.ai';

export interface Account {
	isReal: boolean;
	/** What the user should know before anything happens. */
	introduction: string;
	/** Data of the `ultravoxApi` credential. */
	credential: { apiKey: string; baseUrl: string };
	/** Data of the `ultravoxTwilioApi` credential; absent for a real account. */
	twilio?: { accountSid: string; authToken: string };
	/** Absent for a real account. */
	sandbox?: Sandbox;
	/** The Twilio configuration as the API shows it. */
	readConfig(): Promise<unknown>;
	/** A workflow that reads the configuration and changes nothing. */
	readWorkflow: WorkflowFile;
	close(): Promise<void>;
}

/** With `ULTRAVOX_API_KEY` set the real account (`ULTRAVOX_BASE_URL` for another address), else the sandbox. */
export async function account(): Promise<Account> {
	const apiKey = process.env.ULTRAVOX_API_KEY?.trim();
	return apiKey ? realAccount(apiKey) : await sandboxAccount();
}

function realAccount(apiKey: string): Account {
	const baseUrl = process.env.ULTRAVOX_BASE_URL?.trim() || REAL_SERVICE;
	return {
		isReal: true,
		introduction:
			`ULTRAVOX_API_KEY is set: n8n gets the account at ${baseUrl}.\n` +
			'Its Twilio configuration is read once and not changed.',
		credential: { apiKey, baseUrl },
		readConfig: async () => await readConfig(baseUrl, apiKey),
		readWorkflow,
		close: async () => undefined,
	};
}

async function sandboxAccount(): Promise<Account> {
	const sandbox = await startSandbox({ agents: 12 });
	const [first, second] = [...sandbox.state.agents.keys()];
	sandbox.seedConfig('twilio', {
		callCreationAllowedAgentIds: [first, second],
		requestContextMapping: { From: 'user.phone' },
	});
	return {
		isReal: false,
		introduction: `A local sandbox is the Ultravox account (${sandbox.url}); set ULTRAVOX_API_KEY to use your own.`,
		credential: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
		sandbox,
		// Made up: no such account exists at Twilio.
		twilio: { accountSid: `AC${'0123456789abcdef'.repeat(2)}`, authToken: 'f'.repeat(32) },
		readConfig: async () => await readConfig(sandbox.url, sandbox.apiKey),
		readWorkflow,
		close: async () => await sandbox.close(),
	};
}

async function readConfig(baseUrl: string, apiKey: string): Promise<unknown> {
	const { statusCode, body } = await request(`${baseUrl}/api/telephony_configs/twilio`, {
		headers: { 'x-api-key': apiKey },
	});
	if (statusCode !== 200) {
		await body.dump();
		throw new Error(`The account answered ${statusCode} when asked for its Twilio configuration`);
	}
	return await body.json();
}

const readWorkflow: WorkflowFile = {
	name: 'Read the Twilio configuration',
	nodes: [
		{
			name: 'Start by Hand',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			name: 'Get Configuration',
			type: 'n8n-nodes-ultravox.ultravox',
			typeVersion: 1,
			position: [220, 0],
			parameters: { resource: 'twilioTelephonyConfig', operation: 'get' },
			credentials: { ultravoxApi: { id: null, name: EXAMPLE_CREDENTIALS.ultravox.name } },
		},
	],
	connections: {
		'Start by Hand': { main: [[{ node: 'Get Configuration', type: 'main', index: 0 }]] },
	},
};
