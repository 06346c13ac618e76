import type {
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	NodeParameterValueType,
} from 'n8n-workflow';
import type { Operation } from '../../nodes/engine/operation';
import { optionsField } from '../../nodes/engine/properties';
import { PROVIDERS } from '../engine/telephony/providers';

/** The ways in which people write an expression that finds nothing; `missing` and `other` are in no item. */
export const SPELLINGS = [
	'={{ $json.missing }}',
	'={{ $json.missing }} ',
	'= {{ $json.missing }}',
	'={{ $json.missing }},{{ $json.other }}',
	'={{ $json.missing }}\n',
	'=x{{ $json.missing }}',
];

/** An ID that nothing has. */
export const AN_ID = '7b1f0c52-9a34-4e0d-b1c7-2f6a8d90e413';
const byId = { __rl: true as const, mode: 'id', value: AN_ID };

/** Enough for every operation to be right without the field that is looked at. */
const VALID: INodeParameters = {
	accountSource: 'manual',
	agentId: byId,
	batchId: byId,
	callId: byId,
	to: '+15550000001',
	from: '+15559876543',
	text: 'Hello',
	name: 'Front Desk',
	systemPrompt: 'Be brief.',
	toolId: byId,
	voiceId: byId,
	fromDate: '2026-01-05',
	toDate: '2026-01-31',
	description: 'What it does.',
	baseUrlPattern: 'https://example.com/tool',
	updateFields: {},
	additionalFields: {},
};

/** What differs from VALID for a resource. */
const validFor = (resource: string): INodeParameters => {
	if (resource === 'phoneNumber') {
		return {
			phoneNumber: { ...byId, value: '+15550000001' },
			url: 'https://example.com/voice',
			options: {},
		};
	}
	if (resource === 'callBatch') return { updateFields: { paused: true } };
	if (resource === 'knowledgeBase') {
		return {
			knowledgeBaseId: byId,
			sourceId: byId,
			sourceName: 'Manual',
			urls: 'https://example.com',
			query: 'When do you open?',
			updateFields: { description: 'Opening hours' },
		};
	}
	return { ...PROVIDERS.find((one) => one.resource === resource)?.account } as INodeParameters;
};

/** A place in which an operation takes an expression. */
export interface Place {
	/** The field, e.g. `additionalFields.callbacks.values.url`. */
	name: string;
	/** What the message has to name. */
	label: string;
	/** All parameters, with this value there and everything else right. */
	parameters(value: string): INodeParameters;
}

/** Finds every place for an expression in an operation: fields, entries of collections, and columns of rows. */
export function placesOf(resource: string, operation: Operation): Place[] {
	const common = { resource, operation: operation.value, ...VALID, ...validFor(resource) };
	const fields = [...operation.fields, optionsField(operation)];
	return fields.filter(takesExpressions).flatMap((field) => {
		const needed = neededFor(field);
		const inField = insideOf(field);
		return inField.map(({ name, label, value, needs }) => ({
			name,
			label,
			parameters(text: string) {
				const shown = { ...needed, ...needs };
				const to = shown.medium === 'sip' ? { to: 'sip:you@carrier.example' } : {};
				return { ...common, ...to, ...shown, [field.name]: value(text) };
			},
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
