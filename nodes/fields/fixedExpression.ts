import type { INodeProperties } from 'n8n-workflow';
import { InputError } from '../errors/inputError';

/** Brackets with one of n8n's own names in them, such as `{{ $json.phone }}`; all of these begin with a dollar sign. */
const N8N_NAME = /\{\{[^{}]*\$[a-z(]/i;

/**
 * Whether a text field holds an expression as plain text. n8n does not fill it in then: the brackets would be sent as they
 * stand, for each item the same.
 *
 * @param raw what the workflow holds
 */
export function isFixedExpression(raw: string, field: INodeProperties): boolean {
	return field.type === 'string' && !raw.startsWith('=') && N8N_NAME.test(raw);
}

/** Refuses such a field, without showing what it holds: it may be one for secrets. */
export function refuseFixedExpression(label: string): never {
	throw new InputError(
		`${label}: there is an expression in it, but the field is set to Fixed`,
		'n8n would not fill it in. Point at the field and switch it to Expression, above it on the right.',
	);
}
