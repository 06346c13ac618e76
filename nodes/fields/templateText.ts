/**
 * Tells apart what two template languages write in the same brackets: variables that Ultravox fills in for each call
 * (`{{company}}`, Mustache), and n8n's expressions (`{{ $json.company }}`).
 */

/** A part of a text; all parts' `source` put together give the text. */
export type TemplatePart =
	| { kind: 'text'; source: string }
	/** Ultravox's. `name` is the variable's; undefined for a comment, and for the entry of a list that is gone through. */
	| { kind: 'variable'; source: string; name?: string }
	/** n8n's. `code` is what stands between the brackets. */
	| { kind: 'expression'; source: string; code: string }
	/** From brackets that are never closed to the end of the text. */
	| { kind: 'unclosed'; source: string };

/**
 * Names without `$` of which n8n's expressions make a value: its constants, and what is looked into with a dot
 * (`Math.PI`, `DateTime.now().year`). Functions such as `zip` and `max` are left out: without brackets and arguments
 * behind them n8n has no text for them, so `{{zip}}` can only be meant for the agent. So are the names that n8n blocks,
 * such as `prompt` and `document`.
 */
export const N8N_GLOBALS: ReadonlySet<string> = new Set([
	...['true', 'false', 'null', 'undefined', 'NaN', 'Infinity', 'process'],
	...['Array', 'ArrayBuffer', 'Atomics', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'Boolean'],
	...['DataView', 'Date', 'DateTime', 'Duration', 'Error', 'EvalError', 'Float32Array'],
	...['Float64Array', 'Int16Array', 'Int32Array', 'Int8Array', 'Interval', 'Intl', 'JSON', 'Map'],
	...['Math', 'Number', 'Object', 'RangeError', 'ReferenceError', 'RegExp', 'Set'],
	...['SharedArrayBuffer', 'String', 'Symbol', 'SyntaxError', 'TypeError', 'URIError'],
	...['Uint16Array', 'Uint32Array', 'Uint8Array', 'Uint8ClampedArray', 'WeakMap', 'WeakSet'],
]);

const OPEN = '{{';
const CLOSE = '}}';
/** `user`, `user.phone_number`, `items.0`. */
const NAME = /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_]+)*$/u;
/** Begins a section, an inverted one, the end of one, or what is not to be escaped. */
const SIGN = /^[#^/&]/;
const FIRST_WORD = /^[\p{L}_][\p{L}\p{N}_]*/u;

/** Whether a text has `{{`, so that Ultravox's variables and n8n's expressions have to be told apart. */
export function hasBrackets(text: string): boolean {
	return text.includes(OPEN);
}

/** Whether a text is a name that Ultravox, and not n8n, has a value for. */
export function isVariableName(text: string): boolean {
	return NAME.test(text) && !isGlobal(text);
}

/**
 * Takes a text apart at its brackets, where n8n does: a backslash before brackets makes them text.
 *
 * @param text as it stands in the field, without the equals sign of an expression
 */
export function splitTemplate(text: string): TemplatePart[] {
	const parts: TemplatePart[] = [];
	let at = 0;
	while (at < text.length) {
		const open = find(text, OPEN, at);
		if (open !== at) parts.push({ kind: 'text', source: text.slice(at, open) });
		if (open === text.length) break;
		const close = find(text, CLOSE, open + OPEN.length);
		if (close === text.length) {
			parts.push({ kind: 'unclosed', source: text.slice(open) });
			break;
		}
		const part = inBrackets(text, open, close);
		parts.push(part);
		at = open + part.source.length;
	}
	return parts;
}

/**
 * Writes an expression for n8n of which it makes the text with all of Ultravox's variables left in.
 *
 * @param parts of splitTemplate
 */
export function keepingVariables(parts: readonly TemplatePart[]): string {
	return parts
		.map(({ kind, source }) =>
			// A comment may have brackets inside.
			kind === 'variable' ? source.replaceAll(OPEN, `{{ "${OPEN}" }}`) : source,
		)
		.join('');
}

/** Where brackets are that no backslash stands before; the text's length if nowhere. */
function find(text: string, brackets: string, from: number): number {
	let at = text.indexOf(brackets, from);
	while (at >= 0 && isEscaped(text, from, at)) at = text.indexOf(brackets, at + brackets.length);
	return at < 0 ? text.length : at;
}

function isEscaped(text: string, from: number, at: number): boolean {
	let backslashes = 0;
	while (at - backslashes > from && text[at - backslashes - 1] === '\\') backslashes++;
	return backslashes % 2 === 1;
}

function inBrackets(text: string, open: number, close: number): TemplatePart {
	const end = close + CLOSE.length;
	const code = text.slice(open + OPEN.length, close);
	if (code.startsWith('{') && text[end] === '}') {
		const name = code.slice(1).trim();
		const source = text.slice(open, end + 1);
		if (isVariableName(name)) return { kind: 'variable', source, name };
	}
	const source = text.slice(open, end);
	const content = code.trim();
	if (isComment(content)) return { kind: 'variable', source };
	const name = content.replace(SIGN, '').trim();
	if (name === '.') return { kind: 'variable', source };
	if (isVariableName(name)) return { kind: 'variable', source, name };
	return { kind: 'expression', source, code };
}

/** A comment may hold anything, but `!$json.open` and `!true` are n8n's. */
function isComment(content: string): boolean {
	if (!content.startsWith('!') || content.includes('$')) return false;
	const [word = '$'] = FIRST_WORD.exec(content.slice(1).trim()) ?? [];
	return isVariableName(word);
}

function isGlobal(name: string): boolean {
	return N8N_GLOBALS.has(name.split('.', 1)[0]);
}
