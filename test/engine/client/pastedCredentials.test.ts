/** What comes along when a key is pasted: n8n's field shows none of it. */
import { Workflow } from 'n8n-workflow';
import { UltravoxPlivoApi } from '../../../credentials/UltravoxPlivoApi.credentials';
import { UltravoxTelnyxApi } from '../../../credentials/UltravoxTelnyxApi.credentials';
import { UltravoxTwilioApi } from '../../../credentials/UltravoxTwilioApi.credentials';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { runNode } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

jest.setTimeout(60_000);

const account = useSandbox({ agents: 1 });
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
});

/** Puts something behind the fourth character and around the whole. */
const pasted = (text: string, blank: string) =>
	`${blank}${text.slice(0, 4)}${blank}${text.slice(4)}${blank}`;

const BLANKS: Array<[string, string]> = [
	['line breaks', '\r\n'],
	['spaces', '  '],
	['no-break spaces', '\u00a0'],
	['zero-width characters', '\u200b\u200d\ufeff'],
	['soft hyphens and marks of direction', '\u00ad\u200e\u202a'],
];

const ACCOUNT = { accountSid: `AC${'0a'.repeat(16)}`, authToken: 'f1'.repeat(16) };

it.each(BLANKS)('%s in a key and in an account are not sent', async (_, blank) => {
	sandbox.seedConfig('twilio');
	await succeed(
		runNode({
			node: Ultravox,
			parameters: { operation: 'update', accountSource: 'credential' },
			credentials: {
				ultravoxApi: { apiKey: pasted(sandbox.apiKey, blank), baseUrl: sandbox.url },
				ultravoxTwilioApi: {
					accountSid: pasted(ACCOUNT.accountSid, blank),
					authToken: pasted(ACCOUNT.authToken, blank),
				},
			},
		}),
	);
	const stored = sandbox.state.configs.twilio;
	expect(stored).toMatchObject(ACCOUNT);
	expect(sandbox.requests.every(({ apiKeyOk }) => apiKeyOk)).toBe(true);
});

/** The address that n8n asks when a credential is tested. */
function testedAddress(url: string, credentials: Record<string, string>): unknown {
	const node = {
		id: '1',
		name: 'Test',
		type: 'test',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: {},
	};
	const nodeTypes = {
		getByName: () => new Ultravox(),
		getByNameAndVersion: () => new Ultravox(),
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return workflow.expression.getSimpleParameterValue(node, url, 'internal', {
		$credentials: credentials,
	});
}

describe.each([
	['Twilio', new UltravoxTwilioApi(), '/2010-04-01/Accounts/AB12cd.json'],
	['Plivo', new UltravoxPlivoApi(), '/v1/Account/AB12cd/'],
	['Telnyx', new UltravoxTelnyxApi(), '/v2/texml_applications/AB12cd'],
])('The test of %s', (_name, { authenticate, test: { request } }, address) => {
	it.each(BLANKS)('sends no %s', async (_, blank) => {
		const given = pasted('AB12cd', blank);
		const credentials = { accountSid: given, authId: given, applicationSid: given };
		expect(testedAddress(request.url ?? '', credentials)).toBe(address);
		const sent = await authenticate(
			{ ...credentials, authToken: given, apiKey: given },
			{ baseURL: request.baseURL, url: address },
		);
		const carried = JSON.stringify([sent.auth, sent.headers]);
		expect(carried).toContain('AB12cd');
		expect(carried).not.toContain(JSON.stringify(blank).slice(1, -1));
	});
});
