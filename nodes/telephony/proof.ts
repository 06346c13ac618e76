import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { isRecord } from '../util/guards';
import type { Config } from './configApi';
import { configLabels } from './labels';
import type { TelephonyProvider } from './provider';
import { storedPrefix, comparable, unmaskedPrefix } from './report';

/** As many letters of a secret have to differ before it is taken for another one. */
const MIN_PREFIX_LENGTH = 4;

/**
 * Makes sure that Ultravox has what was sent, as far as its answer tells. What it leaves out, or shows too little of,
 * proves nothing.
 *
 * @param body what was sent
 * @throws InputError naming the first field that is another one
 */
export function requireTaken(provider: TelephonyProvider, body: IDataObject, answer: Config): void {
	const labels = configLabels(provider);
	for (const { name, label, secret } of provider.account) {
		if (!secret || body[name] === undefined) continue;
		const shown = unmaskedPrefix(storedPrefix(answer, name)) ?? '';
		if (shown.length < MIN_PREFIX_LENGTH || String(body[name]).startsWith(shown)) continue;
		throw new InputError(
			`${label}: Ultravox took the change, but still has another ${label}`,
			'What it shows of the stored one begins differently. Run the step again; if it stays so, set it in the Ultravox console.',
		);
	}
	const isAccount = new Set(provider.account.map(({ name }) => name));
	for (const [name, sent] of Object.entries(body)) {
		const stored = answer[name];
		// Of another kind is what the answer leaves out: it tells nothing.
		if (isAccount.has(name) || kindOf(sent) !== kindOf(stored)) continue;
		if (comparable(sent) === comparable(stored)) continue;
		throw new InputError(
			`${labels[name]}: Ultravox took the change, but has stored something else`,
			'Something else may have changed it at the same moment. Look at it with the operation Get, and run the step again.',
		);
	}
}

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'array';
	return isRecord(value) ? 'record' : typeof value;
}
