import type {
	ICredentialsDisplayOptions,
	INodeCredentialDescription,
	INodeProperties,
	NodeParameterValue,
} from 'n8n-workflow';
import { commonOptions } from './requestOptions';
import { API_CREDENTIAL } from '../client/apiCredential';
import type { Operation, Resource } from './operation';

/**
 * Makes the node's fields from the registry: the two menus, each operation's fields, and its options.
 *
 * @param resources every resource, in menu order; the first one is chosen by default
 */
export function buildProperties(resources: Resource[]): INodeProperties[] {
	const [{ value: first }] = resources;
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(({ name, value, description }) => ({ name, value, description })),
			default: first,
		},
		...resources.map(operationMenu),
		...resources.flatMap((resource) =>
			resource.operations.flatMap((operation) => operationFields(resource, operation)),
		),
	];
}

/**
 * Lists the credentials of the node: the API key, and what the resources add.
 *
 * @param resources every resource; conditions of its credentials name parameters by their path, with a slash in front.
 *   The editor shows all credentials above the last parameter that one of them names otherwise; so, at the very top
 */
export function buildCredentials(resources: Resource[]): INodeCredentialDescription[] {
	// n8n takes the first of a type for all of them, so each type has to be there once.
	const byType = new Map<string, INodeCredentialDescription>();
	for (const { value, credentials = [] } of resources) {
		for (const credential of credentials) {
			const known = byType.get(credential.name)?.displayOptions;
			const { displayOptions: more } = credential;
			byType.set(credential.name, {
				...credential,
				displayOptions: {
					show: united(known?.show, { '/resource': [value] }, more?.show),
					hide: united(known?.hide, more?.hide),
				},
			});
		}
	}
	return [{ name: API_CREDENTIAL, required: true }, ...byType.values()];
}

type Conditions = NonNullable<ICredentialsDisplayOptions['show']>;

/** Each parameter with all values that any of the conditions names for it. */
function united(...all: Array<Conditions | undefined>): Conditions {
	const values: Record<string, Set<NodeParameterValue>> = {};
	for (const conditions of all) {
		for (const [name, named = []] of Object.entries(conditions ?? {})) {
			values[name] = new Set([...(values[name] ?? []), ...named]);
		}
	}
	return Object.fromEntries(Object.entries(values).map(([name, set]) => [name, [...set]]));
}

/**
 * Makes the expression for the line below the node's name on the canvas: the chosen action in words.
 *
 * @param resources every resource
 */
export function buildSubtitle(resources: Resource[]): string {
	const actions = Object.fromEntries(
		resources.flatMap((resource) =>
			resource.operations.map(({ value, action }) => [`${resource.value}/${value}`, action]),
		),
	);
	return `={{ (${JSON.stringify(actions)})[$parameter["resource"] + "/" + $parameter["operation"]] }}`;
}

function operationMenu(resource: Resource): INodeProperties {
	const { defaultOperation } = resource;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource.value] } },
		options: resource.operations.map(({ name, value, action, description }) => ({
			name,
			value,
			action,
			description,
		})),
		default: defaultOperation,
	};
}

/**
 * Makes the collection "Options" of an operation.
 *
 * @param operation whose own `options` come first, then Retries and Timeout
 */
export function optionsField(operation: Operation): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...(operation.options ?? []), ...commonOptions],
	};
}

function operationFields(resource: Resource, operation: Operation): INodeProperties[] {
	// When a parameter changes, the editor empties lists and collections whose conditions name it, unless by its path.
	const menu = operation.keepsFields ? '/operation' : 'operation';
	return [...operation.fields, optionsField(operation)].map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: {
				resource: [resource.value],
				[menu]: [operation.value],
				...field.displayOptions?.show,
			},
		},
	}));
}
