import type { IDataObject } from 'n8n-workflow';
import type { ItemCall } from '../engine/operation';
import { cleanText } from '../util/cleanText';
import { isRecord } from '../util/guards';
import type { ConfigState } from './agentChanges';
import { NOTHING_STORED, type ConfigChange } from './change';
import type { Config } from './configApi';
import { unusedFields } from './contextUse';
import { MAPPING } from './mappingChange';

/** What is told of a configuration's agents takes this of an item. */
export type NotesCall = Pick<
	ItemCall<ConfigChange, ConfigState>,
	'api' | 'prepared' | 'state' | 'warn'
>;

/** What a warning names of a kind; of more it says how many. */
const MOST_NAMED = 5;

/** Mapped fields that are looked at. Who maps more did not write them by hand, and looking would take its time. */
const MOST_FIELDS = 50;

/**
 * Begins to look up the agents that something is to be told of; nothing is waited for.
 *
 * @param calls of one account, at least one
 * @param stored the configuration as stored; undefined as long as nobody knows
 */
export function askForAgents(calls: NotesCall[], stored?: Config): void {
	const ids = new Set<string>();
	const [{ api, state }] = calls;
	for (const { prepared } of calls) {
		const { includeAgentNames, checkMapping } = prepared.options;
		if (!includeAgentNames && !(checkMapping && mayBeInVain(prepared, stored))) continue;
		const wanted = idsAfter(prepared, stored);
		if (!wanted) {
			state.agents.ask(api);
			return;
		}
		for (const id of wanted) ids.add(id);
	}
	if (ids.size > 0) state.agents.ask(api, [...ids]);
}

/** The output's `allowedAgents`, where the user wants it; a name that has not arrived by now is null. */
export function agentNames({ prepared, state }: NotesCall, config: Config): IDataObject {
	if (!prepared.options.includeAgentNames) return {};
	const allowedAgents = allowed(config).map((agentId) => ({
		agentId,
		name: state.agents.find(agentId)?.name ?? null,
	}));
	return { allowedAgents };
}

/** Warns of mapped fields of which allowed agents make nothing, as far as they have arrived by now. */
export function warnOfUnusedFields(call: NotesCall, config: Config): void {
	const { prepared, state, warn } = call;
	if (!prepared.options.checkMapping || !mayBeInVain(prepared, config)) return;
	const places = Object.values(mappedIn(config)).filter(isText).slice(0, MOST_FIELDS);
	if (config.callCreationAllowAllAgents === true) {
		// Not each of them is there to be called.
		const uses = state.agents.all()?.map(({ use }) => use);
		const unused = uses?.reduce(
			(fields, use) => (use ? unusedFields(use, fields) : []),
			uses.length > 0 ? places : [],
		);
		if (unused && unused.length > 0) warn(sentence('no agent of the account uses', unused));
		return;
	}
	const agents = new Map<string, string[]>();
	for (const agentId of allowed(config)) {
		const { name = null, use } = state.agents.find(agentId) ?? {};
		const unused = use ? unusedFields(use, places).join(SEPARATOR) : '';
		if (unused !== '') agents.set(unused, [...(agents.get(unused) ?? []), shown(name ?? agentId)]);
	}
	for (const [unused, names] of agents) {
		warn(sentence(`nothing in ${listed(names)} uses`, unused.split(SEPARATOR)));
	}
}

function listed(names: string[]): string {
	const more = names.length - MOST_NAMED;
	return [...names.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** Stands in no name of a field. */
const SEPARATOR = '\0';

function sentence(who: string, unused: string[]): string {
	return `${MAPPING.label}: ${who} ${listed(unused)}, so incoming calls may fail. Write {{${unused[0]}}} into the prompt, or take the row out of the mapping.`;
}

/** Whether somebody is allowed now, or something mapped, that was not before. */
function mayBeInVain({ access, mapping }: ConfigChange, config?: Config): boolean {
	if (mapping.mode === 'replace' || mapping.mode === 'merge') return true;
	const opens = ['add', 'only', 'listed', 'all'].includes(access.mode);
	return opens && mapping.mode === 'keep' && Object.keys(mappedIn(config)).length > 0;
}

/** The agents that will be allowed; undefined where that is not known, or all are. */
function idsAfter({ access }: ConfigChange, stored?: Config): string[] | undefined {
	const { mode, ids } = access;
	if (mode === 'only' || mode === 'none') return ids;
	if (mode === 'all' || !stored || (mode !== 'listed' && stored.callCreationAllowAllAgents)) {
		return undefined;
	}
	const list = allowed(stored).map((id) => id.toLowerCase());
	return mode === 'add' ? [...new Set([...list, ...ids])] : list.filter((id) => !ids.includes(id));
}

function allowed({ callCreationAllowedAgentIds: list }: Config): string[] {
	return Array.isArray(list) ? list.filter(isText) : [];
}

const mappedIn = (config: Config = NOTHING_STORED) =>
	isRecord(config.requestContextMapping) ? config.requestContextMapping : {};

const isText = (value: unknown): value is string => typeof value === 'string';

const shown = (name: string) => `"${cleanText(name)}"`;
