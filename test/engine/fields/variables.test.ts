import type { IDataObject, IExecuteFunctions, INodeType } from 'n8n-workflow';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import type { Sandbox } from '../../../sandbox';
import { asking, CANDIDATES, judge } from '../../support/expressionGlobals.mts';
import { runNode, type RunOptions } from '../../support/harness';
import { useSandbox } from '../../support/account';
import { succeed } from '../../support/expectSuccess';

type Parameters = NonNullable<RunOptions['parameters']>;

const account = useSandbox({ agents: 2 });
let sandbox: Sandbox;

beforeEach(() => {
	({ sandbox } = account);
});

const run = async (parameters: Parameters, items: IDataObject[] = [{}], more = {}) =>
	await runNode({
		node: Ultravox,
		parameters: { options: { maxRetries: 0 }, ...parameters },
		credentials: account.credentials(),
		items: items.map((json) => ({ json })),
		...more,
	});
const agentId = () => [...sandbox.state.agents.keys()][0];
const agent = () => ({ __rl: true, mode: 'id', value: agentId() });
const written = () =>
	sandbox.requests
		.filter(({ method }) => method === 'POST' || method === 'PATCH')
		.map(({ body }) => body as IDataObject);

/** Where a text goes in, and where it comes out in the body that is sent. */
interface Field {
	label: string;
	parameters(text: string): Parameters;
	sent(body: IDataObject): unknown;
}

const inMessage = (text: string) => ({ values: [{ message: 'Hello?' }, { message: text }] });
const inGreeting = (greeting: string, text: string) => ({
	values: { speaker: 'agent', greeting, [greeting]: text },
});
const inJson = (text: string) =>
	`${text.startsWith('=') ? '=' : ''}{ "systemPrompt": "${text.replace(/^=/, '')}" }`;
const at = (body: unknown, path: string) =>
	path.split('.').reduce<unknown>((value, name) => (value as IDataObject)[name], body);

/** Name of the setting, its value in the collection, its place in the API's settings. */
const SETTINGS: Array<[string, (text: string) => Parameters, string]> = [
	['Time Exceeded Message', (text) => ({ timeExceededMessage: text }), 'timeExceededMessage'],
	[
		'Inactivity Messages, Row 2, Message',
		(text) => ({ inactivityMessages: inMessage(text) }),
		'inactivityMessages.1.message',
	],
];
const GREETINGS: typeof SETTINGS = [
	[
		'First Speaker, Words',
		(text) => ({ firstSpeakerSettings: inGreeting('text', text) }),
		'firstSpeakerSettings.agent.text',
	],
	[
		'First Speaker, Instruction',
		(text) => ({ firstSpeakerSettings: inGreeting('prompt', text) }),
		'firstSpeakerSettings.agent.prompt',
	],
];

const fields = (
	settings: typeof SETTINGS,
	place: { base: () => Parameters; collection: string; within?: string },
): Field[] =>
	settings.map(([label, value, path]) => ({
		label,
		parameters: (text) => ({ ...place.base(), [place.collection]: value(text) }),
		sent: (body) => at(body, place.within ? `${place.within}.${path}` : path),
	}));

const CREATE = { resource: 'agent', operation: 'create', name: 'Ada' };
const update = () => ({ resource: 'agent', operation: 'update', agentId: agent() });
// The pace of calls belongs to the account, which all cases share.
const CALL = {
	resource: 'call',
	operation: 'create',
	medium: 'webRtc',
	options: { callsPerSecond: 100 },
};
const withAgent = () => ({ ...CALL, callSource: 'agent', agentId: agent() });
const PROMPT = { ...CALL, callSource: 'prompt', systemPrompt: 'Be brief.' };

const TEMPLATES: Array<[string, Field]> = [
	...[
		{
			label: 'System Prompt',
			parameters: (text: string) => ({ ...CREATE, systemPrompt: text }),
			sent: (body: IDataObject) => at(body, 'callTemplate.systemPrompt'),
		},
		...fields([...SETTINGS, ...GREETINGS], {
			base: () => CREATE,
			collection: 'additionalFields',
			within: 'callTemplate',
		}),
		{
			label: 'Call Template (JSON)',
			parameters: (text: string) => ({
				...CREATE,
				additionalFields: { callTemplateJson: inJson(text) },
			}),
			sent: (body: IDataObject) => at(body, 'callTemplate.systemPrompt'),
		},
	].map((field): [string, Field] => [`a new agent: ${field.label}`, field]),
	...[
		{
			label: 'System Prompt',
			parameters: (text: string) => ({ ...update(), systemPrompt: text }),
			sent: (body: IDataObject) => at(body, 'callTemplate.systemPrompt'),
		},
		...fields([...SETTINGS, ...GREETINGS], {
			base: update,
			collection: 'updateFields',
			within: 'callTemplate',
		}),
	].map((field): [string, Field] => [`a changed agent: ${field.label}`, field]),
	...[
		{
			label: 'System Prompt',
			parameters: (text: string) => ({ ...PROMPT, systemPrompt: text }),
			sent: (body: IDataObject) => body.systemPrompt,
		},
		...fields([...SETTINGS, ...GREETINGS], { base: () => PROMPT, collection: 'additionalFields' }),
	].map((field): [string, Field] => [`a call with a prompt: ${field.label}`, field]),
	...[
		...fields(GREETINGS, { base: withAgent, collection: 'additionalFields' }),
		{
			label: 'Further Settings (JSON)',
			parameters: (text: string) => ({
				...withAgent(),
				additionalFields: {
					settingsJson:
						inJson(text).replace('"systemPrompt":', '"experimentalSettings": { "x":') + '}',
				},
			}),
			sent: (body: IDataObject) => at(body, 'experimentalSettings.x'),
		},
	].map((field): [string, Field] => [`a call with an agent: ${field.label}`, field]),
];

const MODES: Array<[string, (text: string) => string]> = [
	['Fixed', (text) => text],
	['Expression', (text) => `=${text}`],
];
const CASES = TEMPLATES.flatMap(([name, field]) =>
	MODES.map(([mode, inMode]) => ({ name, mode, field, inMode })),
);

describe.each(CASES)('$name, $mode', ({ field, inMode }) => {
	it('keeps variables as they are', async () => {
		await succeed(run(field.parameters(inMode('{{language}}'))));
		expect(field.sent(written()[0])).toBe('{{language}}');
	});

	it('fills in fields of the item beside them, and takes what they hold for data', async () => {
		const text = '{{ $json.a }}-{{b}}-{{^c}}{{{d.e}}}{{/c}}{{ 1 + 1 }}';
		const items = [{ a: 'x{{y}}' }, { a: '{{ $json.z }}', z: 'no' }];
		await succeed(run(field.parameters(inMode(text)), items));
		const [one, two] = written().map((body) => field.sent(body));
		expect([one, two]).toEqual([
			'x{{y}}-{{b}}-{{^c}}{{{d.e}}}{{/c}}2',
			'{{ $json.z }}-{{b}}-{{^c}}{{{d.e}}}{{/c}}2',
		]);
	});

	it.each(['{{items[0].name}}', '{{first-name}}', '{{user?.name}}', '{{user name}}', 'Hi {{name'])(
		'refuses %s with the way out',
		async (text) => {
			const { error } = await run(field.parameters(inMode(text)));
			expect(error?.message).toContain(`${field.label}: `);
			expect(error?.message).toContain(text.replace('Hi ', ''));
			expect(error?.description).toMatch(/\{\{ \$json[.[]|Close them/);
			expect(sandbox.requests).toEqual([]);
		},
	);
});

it.each(MODES)('Language, which takes few letters, %s', async (_, inMode) => {
	const additionalFields = { languageHint: inMode('{{a.b}}-{{ $json.c }}') };
	await succeed(run({ ...CREATE, additionalFields }, [{ c: '{{d}}' }]));
	expect(at(written()[0], 'callTemplate.languageHint')).toBe('{{a.b}}-{{d}}');
});

describe('what is not Ultravox’s is n8n’s', () => {
	const sentPrompt = async (systemPrompt: string, items?: IDataObject[]) => {
		await succeed(run({ ...CREATE, systemPrompt }, items));
		return at(written()[0], 'callTemplate.systemPrompt');
	};

	it.each([
		['={{ $json.prompt }}', 'It is {{a}}.'],
		['{{ $json.prompt }}', 'It is {{a}}.'],
		['=Pi is {{ Math.PI.toFixed(2) }}', 'Pi is 3.14'],
		['=Pi is {{Math.PI}}, {{a}}', `Pi is ${Math.PI}, {{a}}`],
		['={{ "{{" }}first-name}}', '{{first-name}}'],
		['{{ "{{" }}first-name}} {{a}}', '{{first-name}} {{a}}'],
		['=a \\{{b}} {{c}}', 'a \\{{b}} {{c}}'],
		['={{ ["x", "y"].join() }} {{zip}} {{prompt}}', 'x,y {{zip}} {{prompt}}'],
		['a } b {c} {{d}}}', 'a } b {c} {{d}}}'],
		['={{ !$json.open }} {{!closed}}', 'true {{!closed}}'],
		['= {{ $json.missing }}{{a}}', ' {{a}}'],
		['={{ $json.list.first() }} {{a}}', '1 {{a}}'],
	])('%s', async (text, expected) => {
		expect(await sentPrompt(text, [{ prompt: 'It is {{a}}.', list: [1, 2] }])).toBe(expected);
	});

	it.each(['{{ $json.missing }}', '={{ $json.missing }}'])(
		'%s that gives nothing is refused',
		async (systemPrompt) => {
			const { error } = await run({ ...CREATE, systemPrompt });
			expect(error?.message).toBe('System Prompt: the expression gives no value for this item');
			expect(sandbox.requests).toEqual([]);
		},
	);
});

it('every name that n8n makes a value of is known', async () => {
	const asked: INodeType = {
		description: {
			displayName: 'Asked',
			name: 'asked',
			group: ['transform'],
			version: 1,
			description: 'Evaluates an expression for each name',
			defaults: { name: 'Asked' },
			inputs: ['main'],
			outputs: ['main'],
			properties: [],
		},
		async execute(this: IExecuteFunctions) {
			const answers = CANDIDATES.map((name) => [name, this.evaluateExpression(asking(name), 0)]);
			return [[{ json: Object.fromEntries(answers) as IDataObject }]];
		},
	};
	const { json } = await succeed(runNode({ node: asked }));
	expect(judge(json[0])).toEqual({ unknown: [], idle: ['undefined'] });
});

describe('words that Ultravox fills nothing in', () => {
	it.each([
		['Text', 'forced_agent_message'],
		['Text', 'user_text_message'],
		['Farewell', 'hang_up'],
	])('%s of %s', async (label, messageType) => {
		for (const [, inMode] of MODES) {
			const callId = { __rl: true, mode: 'id', value: agentId() };
			const message = { resource: 'call', operation: 'sendMessage', callId, messageType };
			const { error } = await run({ ...message, text: inMode('Hello {{company}}') });
			expect(error?.message).toContain(`${label}: {{company}} would be said as it stands`);
			expect(error?.description).toContain('{{ $json.company }}');
		}
		expect(sandbox.requests).toEqual([]);
	});
});
