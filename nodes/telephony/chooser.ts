import type { INodePropertyOptions } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { isMissing } from '../util/guards';
import { refuseMissing, show } from '../fields/values';

/** The operations that write a configuration, all with the same panel, and their names in the menu. */
export const WRITE_OPERATIONS = {
	create: 'Create',
	upsert: 'Create or Update',
	update: 'Update',
} as const;

export type WriteOperation = keyof typeof WRITE_OPERATIONS;

/** An entry of a chooser. */
export interface Choice<Value extends string> extends INodePropertyOptions {
	value: Value;
}

/** A chooser of the panel. */
export interface Chooser<Value extends string> {
	/** The chooser's label. */
	label: string;
	/** What can be chosen in an operation. */
	choices(operation: WriteOperation): ReadonlyArray<Choice<Value>>;
}

/**
 * Reads what was chosen, also by an expression.
 *
 * @param value the chooser's value
 * @param operation whose panel it stands in
 * @throws InputError with everything that can be chosen. What a switch of the operation left behind is among what is
 *   refused: to guess what was meant could open or close the line
 */
export function readChosen<Value extends string>(
	value: unknown,
	{ label, choices }: Chooser<Value>,
	operation: WriteOperation,
): Value {
	const possible = choices(operation);
	const advice = `Choose ${listed(possible.map(({ name }) => name))}. An expression gives ${listed(
		possible.map((choice) => choice.value),
	)}.`;
	if (isMissing(value)) refuseMissing(label, show(possible[0].value));
	const chosen = typeof value === 'string' ? value.trim() : value;
	const found = possible.find((choice) => choice.value === chosen);
	if (found) return found.value;
	const elsewhere = choices(operation === 'create' ? 'update' : 'create').find(
		(choice) => choice.value === chosen,
	);
	throw new InputError(
		elsewhere
			? `${label}: "${elsewhere.name}" is not possible with the operation ${WRITE_OPERATIONS[operation]}`
			: `${label}: ${show(value)} is not a choice`,
		advice,
	);
}

function listed(texts: string[]): string {
	return `${texts.slice(0, -1).join(', ')} or ${texts[texts.length - 1]}`;
}
