import type { Gathering, Joint } from '../engine/operation';
import type { AgentAccess } from './agentAccess';
import type { ConfigState } from './agentChanges';
import { Agreement } from './agreement';
import type { ConfigChange } from './change';
import type { MappingChange } from './mappingChange';
import type { TelephonyProvider } from './provider';
import { settingEntries, type ChosenSettings } from './settings';
import { writeConfig } from './write';

/**
 * Says which changes of a configuration go out as one request: those of which none undoes another.
 *
 * @param mayCreate whether the configuration is created when there is none
 */
export function jointChange(
	provider: TelephonyProvider,
	mayCreate: boolean,
): Joint<ConfigChange, ConfigState> {
	return {
		gather: (first) => new GatheredChanges(first),
		execute: async (calls) => await writeConfig(provider, calls, mayCreate),
	};
}

/** What several items want of one configuration. Each of them may take in the next without looking at the others again. */
class GatheredChanges implements Gathering<ConfigChange> {
	private readonly account: Agreement;

	private access: AgentAccess = { mode: 'keep', ids: [] };

	/** Agents to add (true) and to remove (false). */
	private readonly agents = new Map<string, boolean>();

	private mapping: MappingChange = { mode: 'keep', mapping: {} };

	private readonly places = new Agreement({});

	/** What was chosen of settings that are only equal or not. */
	private readonly others = new Map<string, unknown>();

	constructor(private readonly first: ConfigChange) {
		this.account = new Agreement(first.account);
		this.keep(first);
	}

	takes(next: ConfigChange): boolean {
		// Each dry run shows what it would change itself; it sends nothing, so that there is nothing to join.
		if (this.first.options.dryRun || next.options.dryRun) return false;
		const fits =
			this.account.allows(next.account) &&
			this.fitsAccess(next.access) &&
			this.fitsMapping(next.mapping) &&
			othersOf(next).every(([name, chosen]) => isSame(this.others.get(name) ?? chosen, chosen));
		if (fits) this.keep(next);
		return fits;
	}

	private fitsAccess({ mode, ids }: AgentAccess): boolean {
		const { access, agents } = this;
		if (mode === 'keep' || access.mode === 'keep') return true;
		if (isPart(mode) && isPart(access.mode)) {
			return ids.every((id) => agents.get(id) !== (mode === 'remove'));
		}
		return mode === access.mode && isSame(ids, access.ids);
	}

	private fitsMapping({ mode, mapping }: MappingChange): boolean {
		const before = this.mapping;
		if (mode === 'keep' || before.mode === 'keep') return true;
		if (mode !== before.mode) return false;
		if (mode === 'merge') return this.places.allows(mapping);
		return isSame(Object.entries(mapping).sort(), Object.entries(before.mapping).sort());
	}

	private keep(change: ConfigChange): void {
		const { account, access, mapping } = change;
		for (const [name, chosen] of othersOf(change)) this.others.set(name, chosen);
		this.account.add(account);
		if (access.mode !== 'keep') this.access = access;
		if (isPart(access.mode))
			for (const id of access.ids) this.agents.set(id, access.mode === 'add');
		if (mapping.mode !== 'keep') this.mapping = mapping;
		this.places.add(mapping.mapping);
	}
}

/** Settings whose values are looked into here; of any other two items have to want the same. */
const LOOKED_INTO: ReadonlySet<keyof ChosenSettings> = new Set(['account', 'access', 'mapping']);

function othersOf(change: ConfigChange): Array<[string, unknown]> {
	return settingEntries
		.filter(([name, { isKept }]) => !LOOKED_INTO.has(name) && !isKept(change[name]))
		.map(([name]) => [name, change[name]]);
}

const isPart = (mode: AgentAccess['mode']) => mode === 'add' || mode === 'remove';

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
