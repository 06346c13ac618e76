import type { IDataObject } from 'n8n-workflow';
import { AGENT_SETTINGS, CALL_SETTINGS } from '../callSettings/table';
import { chosen } from '../../fields/choosable';
import { refuseLeftEmpty } from '../../fields/leftEmpty';
import { readSettings } from '../../fields/setting';
import { readNumber, readChoice, readRequiredText } from '../../fields/readers';
import { CALLS } from '../callApi';
import { readView, type CallView } from '../output';
import { mediumSecrets, readMedium, type CallMedium } from '../medium';
import { dialsFixedNumber } from '../oneNumber';
import { readMetadata } from '../metadata';
import { CONTEXT_LABEL } from '../contextFields';
import type { QueryValue } from '../../client/serialize';
import type { ParameterReader } from '../../fields/parameters';
import { readKeyValues } from '../../fields/keyValues';
import { checkId, readLocator } from '../../fields/locators';
import { readSearchable } from '../../fields/searchable';
import { InputError } from '../../errors/inputError';
import { isMissing, isRecord } from '../../util/guards';
import { readBoolean, readJsonObject, refuseMissing, show } from '../../fields/values';
import { secretsOf } from '../../selectedTools/entry';
import { readRemovals, readTools } from '../../selectedTools/readTools';
import { CREATE_LABELS } from './createFields';
import { readCallbacks, readInitialMessages } from './messagesAndCallbacks';

/** Name in a call's metadata under which its Deduplication Key is stored. Calls of years past hold it. */
export const DEDUPLICATION_NAME = 'n8nDeduplicationKey';

/** A call that is ready to be created. */
export interface NewCall {
	path: string;
	query: Record<string, QueryValue>;
	body: IDataObject;
	/** The Deduplication Key. */
	key?: string;
	throttle?: string;
	/** Whether it dials what stands in To without an expression. */
	dialsFixedNumber: boolean;
	callsPerSecond?: number;
	view: CallView;
	/** Values in the body that must never be shown. */
	secrets: string[];
}

type Given = Record<string, unknown>;

/**
 * Reads and checks the fields of Create for one item.
 *
 * @param itemIndex zero-based index of the item
 * @param medium by default that of the fields
 * @throws InputError when a value cannot be right, or an expression gives none
 */
export function readNewCall(
	fns: ParameterReader,
	itemIndex: number,
	medium: CallMedium = readMedium(fns, itemIndex),
): NewCall {
	const source = readChoice('agent', 'prompt')(
		fns.getNodeParameter('callSource', itemIndex, 'agent'),
		CREATE_LABELS.callSource,
	);
	const given = collection(fns, 'additionalFields', itemIndex);
	const options = collection(fns, 'options', itemIndex);
	const key = filled(given, 'deduplicationKey', readSearchable);
	const throttle = filled(given, 'throttle');
	const further = readFurther(given);
	const fields = definedOnly({
		...(source === 'agent' ? agentBody(fns, given, further) : promptBody(fns, itemIndex, given)),
		medium,
		metadata: withKey(given, further, key),
		initialMessages: readInitialMessages(given),
		callbacks: readCallbacks(given),
	});
	const body = { ...further, ...fields };
	const perSecond = options.callsPerSecond;
	return {
		path: source === 'agent' ? `/api/agents/${readLocator(fns, 'agent', itemIndex)}/calls` : CALLS,
		query: { throttle, ...(source === 'prompt' ? priorCall(given, body) : {}) },
		body,
		key,
		throttle,
		dialsFixedNumber: dialsFixedNumber(fns, medium),
		...(perSecond === undefined
			? {}
			: { callsPerSecond: readNumber(0.01, 100)(perSecond, CREATE_LABELS.callsPerSecond) }),
		view: readView(fns, itemIndex),
		secrets: [...mediumSecrets(medium), ...secretsIn(body)],
	};
}

function collection(fns: ParameterReader, name: string, itemIndex: number): Given {
	const given: unknown = fns.getNodeParameter(name, itemIndex, {});
	return isRecord(given) ? given : {};
}

function agentBody(fns: ParameterReader, given: Given, further: IDataObject): IDataObject {
	const context = readKeyValues(given, 'templateContext', CONTEXT_LABEL);
	return {
		...readSettings(given, CALL_SETTINGS, refuseLeftEmpty(fns, 'additionalFields')),
		templateContext: context as IDataObject | undefined,
		toolOverrides: toolOverrides(given, further),
	};
}

/** Changes of the agent's tools for this call. A part that has a field wins over the same part of the JSON. */
function toolOverrides(given: Given, further: IDataObject): IDataObject | undefined {
	const add = readTools(given);
	const remove = readRemovals(given).flatMap((removal) =>
		'name' in removal ? [removal.name] : [],
	);
	if (add === undefined && remove.length === 0) return undefined;
	return {
		...partOf(further, 'toolOverrides'),
		...(remove.length > 0 ? { remove } : {}),
		...(add === undefined ? {} : { add }),
	};
}

function promptBody(fns: ParameterReader, itemIndex: number, given: Given): IDataObject {
	const prompt: unknown = fns.getNodeParameter('systemPrompt', itemIndex, '');
	if (isMissing(prompt)) refuseMissing(CREATE_LABELS.systemPrompt, 'a text');
	return {
		...readSettings(
			given,
			[...CALL_SETTINGS, ...AGENT_SETTINGS],
			refuseLeftEmpty(fns, 'additionalFields'),
		),
		systemPrompt: readRequiredText(prompt, CREATE_LABELS.systemPrompt),
		selectedTools: readTools(given),
	};
}

/** Without a field for metadata and without a key, those of the JSON stay as they are. */
function withKey(given: Given, further: IDataObject, key: string | undefined) {
	const pairs = readMetadata(given, { [DEDUPLICATION_NAME]: CREATE_LABELS.deduplicationKey });
	if (pairs === undefined && key === undefined) return undefined;
	const deduplication = key === undefined ? {} : { [DEDUPLICATION_NAME]: key };
	return { ...partOf(further, 'metadata'), ...pairs, ...deduplication } as IDataObject;
}

/** A part of the JSON that fields are put over. @throws InputError where it is none, and would be lost beneath them */
function partOf(further: IDataObject, name: string): IDataObject {
	const part = further[name];
	if (isMissing(part)) return {};
	if (isRecord(part)) return part as IDataObject;
	throw new InputError(
		`${CREATE_LABELS.settingsJson}: ${show(name)} is ${show(part)}, which is no object`,
		'Put its names and values between curly brackets.',
	);
}

function priorCall(given: Given, body: IDataObject): Record<string, QueryValue> {
	const priorCallId = filled(given, 'priorCallId');
	if (priorCallId !== undefined && body.initialMessages !== undefined) {
		throw new InputError(
			`${CREATE_LABELS.priorCallId}: it brings its own conversation along, so there can be no Initial Messages`,
			'Remove one of the two.',
		);
	}
	const greet = given.enableGreetingPrompt;
	if ('enableGreetingPrompt' in given && isMissing(greet)) {
		refuseMissing(CREATE_LABELS.enableGreetingPrompt, 'true or false');
	}
	return {
		priorCallId:
			priorCallId === undefined ? undefined : checkId(priorCallId, CREATE_LABELS.priorCallId),
		enableGreetingPrompt:
			greet === undefined ? undefined : readBoolean(greet, CREATE_LABELS.enableGreetingPrompt),
	};
}

/**
 * A text that is set. One that an expression fails to give must not pass for "not set": a call without its key could
 * be dialled twice.
 */
function filled(
	given: Given,
	name: 'deduplicationKey' | 'throttle' | 'priorCallId',
	read = readRequiredText,
): string | undefined {
	if (!(name in given)) return undefined;
	const value = chosen(given[name]);
	if (isMissing(value)) refuseMissing(CREATE_LABELS[name], 'something else');
	return read(value, CREATE_LABELS[name]);
}

function readFurther(given: Given): IDataObject {
	if (!('settingsJson' in given)) return {};
	if (isMissing(given.settingsJson)) refuseMissing(CREATE_LABELS.settingsJson, '{}');
	return readJsonObject(given.settingsJson, CREATE_LABELS.settingsJson) as IDataObject;
}

function definedOnly(body: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

function secretsIn(body: IDataObject): string[] {
	const { callbacks, sharedSecrets, selectedTools, toolOverrides: overrides } = body;
	const lists = isRecord(callbacks)
		? Object.values(callbacks).map((one) => (isRecord(one) ? one.secrets : undefined))
		: [];
	const added = isRecord(overrides) ? overrides.add : undefined;
	const inTools = [...secretsOf(selectedTools), ...secretsOf(added)];
	return [...lists, sharedSecrets, inTools].flat().filter((value) => typeof value === 'string');
}
