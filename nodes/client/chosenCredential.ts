import type { IAllExecuteFunctions } from 'n8n-workflow';
import { InputError } from '../errors/inputError';

/**
 * Makes sure that the node has a credential of a type. n8n runs a node without it too, and its own message then names
 * the type, which stands nowhere in the panel.
 *
 * @param label what the panel calls it
 * @param advice what else can be done; a whole sentence
 * @throws InputError when none is chosen
 */
export function requireCredential(
	fns: Pick<IAllExecuteFunctions, 'getNode'>,
	type: string,
	label: string,
	advice = '',
): void {
	if (fns.getNode().credentials?.[type]) return;
	throw new InputError(
		`${label}: none is chosen`,
		`Open the node and choose one at the top of the panel, or make one there. ${advice}`.trimEnd(),
	);
}
