import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { lostSettings, mergeTemplate, settable } from '../../../nodes/agents/template';

describe('mergeTemplate', () => {
	const stored: IDataObject = {
		voice: 'Mark',
		vadSettings: { turnEndpointDelay: '0.5s', minimumTurnDuration: '0s' },
		firstSpeakerSettings: { agent: { text: 'Hi' } },
		dataConnection: { websocketUrl: 'wss://a', headers: { one: '1', two: '2' } },
		selectedTools: [{ toolName: 'hangUp' }, { toolName: 'transfer' }],
	};

	it('combines objects at every depth', () => {
		expect(
			mergeTemplate(stored, {
				vadSettings: { minimumTurnDuration: '1s' },
				dataConnection: { headers: { two: null, three: '3' } },
			}),
		).toEqual({
			...stored,
			vadSettings: { turnEndpointDelay: '0.5s', minimumTurnDuration: '1s' },
			dataConnection: { websocketUrl: 'wss://a', headers: { one: '1', three: '3' } },
		});
	});

	it('replaces lists, and objects of which only one part may be there', () => {
		const changes = {
			selectedTools: [{ toolId: 'x' }],
			firstSpeakerSettings: { user: {} },
			medium: { twilio: {} },
		};
		const base = { ...stored, medium: { webRtc: {} } };
		expect(mergeTemplate(base, changes)).toEqual({ ...base, ...changes });
	});

	it('takes out what is null', () => {
		const { voice, ...rest } = stored;
		expect(voice).toBe('Mark');
		expect(mergeTemplate(stored, { voice: null, model: null })).toEqual(rest);
	});

	it('keeps one kind of voice', () => {
		const external = { externalVoice: { lmnt: { voiceId: 'x' } } };
		expect(mergeTemplate(external, { voice: 'Mark' })).toEqual({ voice: 'Mark' });
		expect(mergeTemplate({ voice: 'Mark', voiceOverrides: { lmnt: {} } }, external)).toEqual(
			external,
		);
		expect(mergeTemplate(external, { voice: null })).toEqual(external);
	});

	const json = fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<IDataObject>;

	it('changes neither of the two, and the same again changes nothing', () => {
		fc.assert(
			fc.property(json, json, (base, changes) => {
				const before = JSON.stringify([base, changes]);
				const once = mergeTemplate(base, changes);
				expect(JSON.stringify([base, changes])).toBe(before);
				expect(mergeTemplate(once, changes)).toEqual(once);
			}),
		);
	});
});

test('what the API keeps itself is not sent back', () => {
	const template = {
		name: 'n',
		created: 'c',
		updated: 'u',
		voice: null,
		model: 'm',
		systemPrompt: '',
	};
	expect(settable(template)).toEqual({ model: 'm', systemPrompt: '' });
	expect(settable(null)).toEqual({});
});

describe('lostSettings', () => {
	const sent: IDataObject = {
		voice: 'Mark',
		temperature: 0,
		recordingEnabled: false,
		languageHint: '',
		selectedTools: [],
		vadSettings: { turnEndpointDelay: '0.5s', minimumTurnDuration: '1s' },
		contextSchema: { type: 'object', required: ['a'] },
	};

	it('finds nothing when all is kept, in whatever order, empty or left out', () => {
		const { languageHint, selectedTools, ...rest } = sent;
		expect([languageHint, selectedTools]).toEqual(['', []]);
		const stored = {
			...Object.fromEntries(Object.entries(rest).reverse()),
			contextSchema: { required: ['a'], type: 'object' },
			somethingNew: true,
		};
		expect(lostSettings(sent, {}, stored)).toEqual([]);
	});

	it('names what is gone or different, but not what was to change', () => {
		const stored = { ...sent, voice: 'Else', recordingEnabled: undefined, temperature: 1 };
		const lost = lostSettings(sent, { temperature: 0 }, stored as IDataObject);
		expect(lost).toEqual(['voice', 'recordingEnabled']);
	});

	it('looks inside an object of which a part was to change', () => {
		const change = { vadSettings: { minimumTurnDuration: '1s' } };
		const lost = ['vadSettings.turnEndpointDelay'];
		expect(lostSettings(sent, change, { ...sent, vadSettings: {} })).toEqual(lost);
		expect(lostSettings(sent, change, { ...sent, vadSettings: null as never })).toEqual(lost);
	});
});
