import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { UltravoxApi } from '../../../credentials/UltravoxApi.credentials';
import { UltravoxPlivoApi } from '../../../credentials/UltravoxPlivoApi.credentials';
import { UltravoxTelnyxApi } from '../../../credentials/UltravoxTelnyxApi.credentials';
import { UltravoxTwilioApi } from '../../../credentials/UltravoxTwilioApi.credentials';
import { Ultravox } from '../../../nodes/Ultravox/Ultravox.node';
import { resources } from '../../../nodes/Ultravox/resources';
import { UltravoxIncomingCallTrigger } from '../../../nodes/UltravoxIncomingCallTrigger/UltravoxIncomingCallTrigger.node';
import { UltravoxToolTrigger } from '../../../nodes/UltravoxToolTrigger/UltravoxToolTrigger.node';
import { UltravoxTrigger } from '../../../nodes/UltravoxTrigger/UltravoxTrigger.node';

const FORBIDDEN = /\b(errors?|problems?|failures?|failed|mistakes?)\b/i;

type Entry = INodeProperties | INodePropertyCollection | INodePropertyOptions;

const isField = (entry: Entry): entry is INodeProperties => 'type' in entry;

/** Every field, option and collection below a list of them. */
function everything(entries: readonly Entry[]): Entry[] {
	return entries.flatMap((entry) => [
		entry,
		...everything('options' in entry ? (entry.options ?? []) : []),
		...everything('values' in entry ? entry.values : []),
	]);
}

const { description } = new Ultravox();
const all = everything([
	...description.properties,
	...new UltravoxTrigger().description.properties,
	...new UltravoxIncomingCallTrigger().description.properties,
	...new UltravoxToolTrigger().description.properties,
	...[UltravoxApi, UltravoxTwilioApi, UltravoxTelnyxApi, UltravoxPlivoApi].flatMap(
		(Credential) => new Credential().properties,
	),
]);
const fields = all.filter(isField);

test('no text alarms', () => {
	const texts = all.map((entry) => {
		const label = 'displayName' in entry ? entry.displayName : entry.name;
		return `${label} ${'description' in entry ? entry.description : ''}`;
	});
	expect(texts.filter((text) => FORBIDDEN.test(text))).toEqual([]);
});

test('booleans say what they decide', () => {
	const booleans = fields.filter(({ type }) => type === 'boolean');
	expect(booleans.filter(({ description: text = '' }) => !text.startsWith('Whether '))).toEqual([]);
});

test('placeholders of inputs are examples', () => {
	const typed = fields.filter(({ type }) => ['string', 'json', 'number'].includes(type));
	const others = typed.filter(({ placeholder }) => placeholder && !placeholder.startsWith('e.g. '));
	expect(others).toEqual([]);
});

test('secrets are typed unseen', () => {
	const secret = /token|api ?key$|secret|password/i;
	const shown = fields.filter(
		({ type, displayName }) => type === 'string' && secret.test(displayName),
	);
	expect(shown.length).toBeGreaterThan(2);
	for (const { displayName, typeOptions } of shown) {
		expect([displayName, typeOptions?.password]).toEqual([displayName, true]);
	}
});

test('the line below the node has the words of every action', () => {
	for (const resource of resources) {
		for (const { action } of resource.operations) expect(description.subtitle).toContain(action);
		expect(resource.operations.map(({ value }) => value)).toContain(resource.defaultOperation);
	}
});

test('names that saved workflows hold', () => {
	const twilio = resources.find(({ value }) => value === 'twilioTelephonyConfig');
	expect(twilio?.operations.map(({ value }) => value).sort()).toEqual([
		'create',
		'delete',
		'get',
		'update',
		'upsert',
	]);
	expect(description.name).toBe('ultravox');
	expect(resources[0]).toBe(twilio);
	const names = new Set(fields.map(({ name }) => name));
	for (const name of [
		'accountSource',
		'accountSid',
		'authToken',
		'updateFields',
		'additionalFields',
		'agentAccess',
		'callCreationAllowedAgentIds',
		'mappingMode',
		'specifyMapping',
		'requestContextMapping',
		'requestContextMappingJson',
		'options',
	]) {
		expect(names).toContain(name);
	}
});
