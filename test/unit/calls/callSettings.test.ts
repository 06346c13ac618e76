import { AGENT_SETTINGS, CALL_SETTINGS } from '../../../nodes/calls/callSettings/table';
import { settingFields, settingLabels, readSettings } from '../../../nodes/fields/setting';
import { refusalOf } from '../../support/inputErrors';

const ALL = [...CALL_SETTINGS, ...AGENT_SETTINGS];
const read = (given: Record<string, unknown>) => readSettings(given, ALL);
const speaker = (values: unknown) =>
	read({ firstSpeakerSettings: { values } }).firstSpeakerSettings;

test('only what is there is read, and other entries are left alone', () => {
	expect(read({})).toEqual({});
	expect(read({ metadata: { values: [] }, recordingEnabled: false })).toEqual({
		recordingEnabled: false,
	});
	expect(readSettings({ temperature: 1 }, CALL_SETTINGS)).toEqual({});
});

test('an expression that gives nothing is refused for every setting', () => {
	for (const { field } of ALL) {
		for (const nothing of [undefined, null]) {
			const { message } = refusalOf(() => read({ [field.name]: nothing }));
			expect(message).toBe(`${field.displayName}: the expression gives no value for this item`);
		}
	}
});

test('numbers and switches may come as text', () => {
	expect(
		read({ maxDuration: '90', joinTimeout: '45s', temperature: '0.5', recordingEnabled: 'true' }),
	).toEqual({ maxDuration: '90s', joinTimeout: '45s', temperature: 0.5, recordingEnabled: true });
});

test.each([
	[{ temperature: 1.01 }, 'Temperature: 1.01 is not a number from 0 to 1'],
	[{ temperature: '' }, 'Temperature: "" is not a number'],
	[{ frameActivationThreshold: 0 }, 'Turn: Threshold: 0 is not a number from 0.1'],
	[{ initialOutputMedium: 'smoke' }, 'Initial Output: "smoke" is not a choice'],
	[{ voice: {} }, 'Voice: {} is not a text'],
	[{ turnEndpointDelay: -1 }, 'Turn: Pause: -1 is not a number of seconds'],
	[{ inactivityMessages: { foo: 1 } }, 'Inactivity Messages: there are no rows'],
	[{ firstSpeakerSettings: { foo: 1 } }, 'First Speaker: {"foo":1} says nothing'],
	[
		{ inactivityMessages: [{ duration: 5, message: 'Hi' }, { duration: 5 }] },
		'Inactivity Messages, Row 2: this field is empty',
	],
	[
		{ inactivityMessages: { values: [{ message: 'Hi' }] } },
		'Inactivity Messages, Row 1: an empty value is not a number of seconds',
	],
])('%j is refused', (given, message) => {
	expect(refusalOf(() => read(given)).message).toContain(message);
});

describe('First Speaker', () => {
	test.each([
		[{}, { agent: {} }],
		[{ greeting: 'generated', delay: 1.5 }, { agent: { delay: '1.5s' } }],
		[{ greeting: 'text', text: ' Hi ', prompt: 'x' }, { agent: { text: 'Hi' } }],
		[
			{ greeting: 'prompt', prompt: 'Greet', uninterruptible: true },
			{ agent: { prompt: 'Greet', uninterruptible: true } },
		],
		[{ speaker: 'user', delay: 0 }, { user: {} }],
		[{ speaker: 'user', delay: 4 }, { user: { fallback: { delay: '4s' } } }],
		[
			{ speaker: 'user', greeting: 'text', text: 'Hello?', delay: 4, uninterruptible: true },
			{ user: { fallback: { delay: '4s', text: 'Hello?' } } },
		],
	])('%j', (values, settings) => expect(speaker(values)).toEqual(settings));

	test("the API's own form may come from an expression", () => {
		const own = { user: { fallback: { delay: '3s' } } };
		expect(read({ firstSpeakerSettings: own })).toEqual({ firstSpeakerSettings: own });
	});

	test('a greeting for silent users needs a delay', () => {
		const { message } = refusalOf(() =>
			speaker({ speaker: 'user', greeting: 'text', text: 'Hello?', delay: 0 }),
		);
		expect(message).toBe('First Speaker: a greeting for silent users needs a delay');
	});

	test.each([{ speaker: 'nobody' }, { greeting: 'text' }, { delay: 'soon' }])(
		'refuses %j',
		(values) => {
			expect(refusalOf(() => speaker(values)).message).toMatch(/^First Speaker/);
		},
	);
});

test('fields come sorted by label, with those of the operation', () => {
	const more = { displayName: 'Metadata', name: 'metadata', type: 'json', default: '{}' } as const;
	const labels = settingFields(CALL_SETTINGS, [more]).map(({ displayName }) => displayName);
	expect(labels).toContain('Metadata');
	expect(labels).toEqual([...labels].sort((one, other) => one.localeCompare(other)));
});

test("labels stand under the API's names", () => {
	expect(settingLabels(ALL, 'callTemplate.')).toMatchObject({
		'callTemplate.maxDuration': 'Maximum Duration',
		'callTemplate.vadSettings.turnEndpointDelay': 'Turn: Pause',
	});
});
