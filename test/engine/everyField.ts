import type {
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	NodeParameterValueType,
} from 'n8n-workflow';

/** The ways in which people write an expression that finds nothing; `missing` and `other` are in no item. */
export const SPELLINGS = [
	'={{ $json.missing }}',
	'={{ $json.missing }} ',
	'= {{ $json.missing }}',
	'={{ $json.missing }},{{ $json.other }}',
	'={{ $json.missing }}\n',
	'=x{{ $json.missing }}',
];

/** A place in which an operation takes an expression. */
export interface Place {
	/** The field, e.g. `additionalFields.callbacks.values.url`. */
	name: string;
	/** What the message has to name. */
	label: string;
	/** The parameters with this value there, and with those on which the field depends. */
	parameters(value: string): INodeParameters;
}

/**
 * Finds every place for an expression in the fields of an operation: fields, entries of collections, and columns of rows.
 *
 * @param fields the operation's, as n8n shows them
 */
export function placesIn(fields: INodeProperties[]): Place[] {
	return fields.filter(takesExpressions).flatMap((field) => {
		const needed = neededFor(field);
		const inField = insideOf(field);
		return inField.map(({ name, label, value, needs }) => ({
			name,
			label,
			parameters: (text: string) => ({ ...needed, ...needs, [field.name]: value(text) }),
		}));
	});
}

interface Inside {
	name: string;
	label: string;
	needs?: INodeParameters;
	value(text: string): NodeParameterValueType;
}

const takesExpressions = ({ type, noDataExpression }: INodeProperties) =>
	type !== 'notice' && noDataExpression !== true;

function insideOf(field: INodeProperties): Inside[] {
	const { name, displayName, type, options = [] } = field;
	if (type === 'resourceLocator') {
		const value = (text: string) => ({ __rl: true as const, mode: 'id', value: text });
		return [{ name, label: displayName, value }];
	}
	if (type === 'collection') {
		return (options as INodeProperties[]).filter(takesExpressions).flatMap((entry) =>
			insideOf(entry).map((inside) => ({
				...inside,
				name: `${name}.${inside.name}`,
				needs: neededFor(entry),
				value: (text: string) => ({ [entry.name]: inside.value(text) }),
			})),
		);
	}
	if (type === 'fixedCollection') {
		const several = field.typeOptions?.multipleValues === true;
		return (options as INodePropertyCollection[]).flatMap((group) =>
			group.values.map((column) => ({
				name: `${name}.${group.name}.${column.name}`,
				label: `${displayName}, ${several ? 'Row 1, ' : ''}${column.displayName}`,
				value: (text: string) => {
					const row = { ...neededFor(column), [column.name]: text };
					return { [group.name]: several ? [row] : row };
				},
			})),
		);
	}
	return [{ name, label: displayName, value: (text) => text }];
}

/** The parameters that show a field. */
function neededFor({ displayOptions }: INodeProperties): INodeParameters {
	return Object.fromEntries(
		Object.entries(displayOptions?.show ?? {}).map(([name, values]) => [
			name.replace('/', ''),
			(values as NodeParameterValueType[])[0],
		]),
	) as INodeParameters;
}
