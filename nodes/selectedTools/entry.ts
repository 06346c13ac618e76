import type { IDataObject } from 'n8n-workflow';
import { isRecord, textOr } from '../util/guards';

/** A tool that an agent or a call has, as the API takes and answers it. */
export type SelectedTool = IDataObject;

/** The tool that an entry brings with it; undefined where it names a stored one. */
export function temporaryToolOf(entry: SelectedTool): IDataObject | undefined {
	return isRecord(entry.temporaryTool) ? (entry.temporaryTool as IDataObject) : undefined;
}

/** The address that a tool's definition calls; undefined for tools that are not called over HTTP. */
export function toolAddress(definition: unknown): string | undefined {
	const http = isRecord(definition) ? definition.http : undefined;
	const address = isRecord(http) ? http.baseUrlPattern : undefined;
	return typeof address === 'string' ? address : undefined;
}

/** What an entry sets of its tool's parameters; nothing by default. */
export function overridesOf({ parameterOverrides }: SelectedTool): IDataObject {
	return isRecord(parameterOverrides) ? (parameterOverrides as IDataObject) : {};
}

/**
 * The tools of Ultravox that rows can be made of, by the name under which they are selected, with their IDs. Ultravox
 * documents the names only, so the names are sent; agents are answered with the IDs.
 */
const BUILT_IN_IDS = {
	hangUp: '56294126-5a7d-4948-b67d-3b7e13d55ea7',
	leaveVoicemail: '8721c74d-af3f-4dfa-a736-3bc170ef917c',
	coldTransfer: '2fff509d-273f-414e-91ff-aa933435a545',
	queryCorpus: '84a31bac-5c1b-41c3-9058-f81acb7ffaa7',
	playDtmfSounds: '3e9489b1-25de-4032-bb3d-f7b84765ec93',
};

export type BuiltIn = keyof typeof BUILT_IN_IDS;

const BUILT_INS = Object.keys(BUILT_IN_IDS) as BuiltIn[];

/** Where Ultravox' own tools are, as an agent shows them that holds the whole definition. */
const OWN_ADDRESS = /^https:\/\/api\.ultravox\.ai\/api\/tool_impl\/([a-z_]+)$/;

/** Which tool of Ultravox an entry stands for: by name, by ID, or as a whole definition; undefined for all others. */
export function builtInOf(entry: SelectedTool): BuiltIn | undefined {
	const { toolId, toolName } = entry;
	const [, path] = OWN_ADDRESS.exec(toolAddress(temporaryToolOf(entry)) ?? '') ?? [];
	const named = path?.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
	return BUILT_INS.find(
		(name) => name === toolName || name === named || BUILT_IN_IDS[name] === toolId,
	);
}

/** The name that the model sees; undefined where only the stored tool knows it. */
export function modelNameOf(entry: SelectedTool): string | undefined {
	return (
		textOr(entry.nameOverride, undefined) ??
		textOr(temporaryToolOf(entry)?.modelToolName, undefined) ??
		builtInOf(entry)
	);
}

/** Shorter values are words such as `true`, which messages need. */
const SHORTEST_SECRET = 8;

/** Values in tools that must never be shown: tokens, passwords, and the fixed values of tools that come along. */
export function secretsOf(tools: unknown): string[] {
	if (!Array.isArray(tools)) return [];
	return (tools as unknown[]).filter(isEntry).flatMap((entry) => {
		const fixed: unknown = temporaryToolOf(entry)?.staticParameters;
		const values: unknown[] = [
			...Object.values(isRecord(entry.authTokens) ? entry.authTokens : {}),
			overridesOf(entry).password,
			...(Array.isArray(fixed)
				? (fixed as unknown[]).map((one) => isRecord(one) && one.value)
				: []),
		];
		return values.filter(
			(value): value is string => typeof value === 'string' && value.length >= SHORTEST_SECRET,
		);
	});
}

/**
 * Takes what `secretsOf` finds out of an agent's or a call's tools, whatever its length. Names and places stay.
 *
 * @param tools as the API answers them; not changed
 */
export function withoutToolSecrets(tools: unknown): unknown {
	if (!Array.isArray(tools)) return tools;
	return (tools as unknown[]).map((entry) => (isEntry(entry) ? withoutSecretParts(entry) : entry));
}

function withoutSecretParts(entry: SelectedTool): SelectedTool {
	const open = { ...entry };
	delete open.authTokens;
	if (isRecord(entry.parameterOverrides)) {
		open.parameterOverrides = without('password', entry.parameterOverrides as IDataObject);
	}
	const brought = temporaryToolOf(entry);
	if (brought && Array.isArray(brought.staticParameters)) {
		const staticParameters = (brought.staticParameters as unknown[]).map((row) =>
			isEntry(row) ? without('value', row) : row,
		);
		open.temporaryTool = { ...brought, staticParameters } as IDataObject;
	}
	return open;
}

function without(name: string, record: IDataObject): IDataObject {
	const rest = { ...record };
	delete rest[name];
	return rest;
}

const isEntry = (value: unknown): value is SelectedTool => isRecord(value);
