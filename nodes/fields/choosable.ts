import type { INodeProperties } from 'n8n-workflow';
import { isRecord } from '../util/guards';

/** What a choosable field says. */
interface Choosable {
	displayName: string;
	name: string;
	description: string;
	placeholder: string;
	/** What the text is that can be given instead, e.g. `By Name or ID`. */
	otherwise: string;
	/** Method under `methods.listSearch` that fills the list. */
	search: string;
}

/**
 * Makes a field for something that is chosen from a list, or given as a text that is sent as it stands. A plain text in
 * its place, as workflows hold it that were saved before there was a list, means the same.
 */
export function choosable({
	otherwise,
	search,
	placeholder,
	...field
}: Choosable): INodeProperties {
	return {
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: search, searchable: true },
			},
			{ displayName: otherwise, name: 'id', type: 'string', placeholder },
		],
	};
}

/**
 * What was chosen: the value of a locator, or what stands in its place. A field that was only added holds its default,
 * which lacks n8n's mark.
 */
export function chosen(value: unknown): unknown {
	const isLocator = isRecord(value) && 'value' in value && (value.__rl === true || 'mode' in value);
	return isLocator ? value.value : value;
}
