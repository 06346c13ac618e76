import { InputError } from '../errors/inputError';
import { isMissing } from '../util/guards';
import type { Variables } from './template';
import { isVariableName, keepingVariables, splitTemplate, type TemplatePart } from './templateText';

/** Evaluates n8n's expressions for an item: `{{ $json.a }} and {{ 1 + 1 }}`, without an equals sign. */
export type Evaluate = (expression: string, itemIndex: number) => unknown;

type Expression = Extract<TemplatePart, { kind: 'expression' }>;

const LONGEST_SHOWN = 40;
const AS_TEXT = 'write {{ "{{" }} for the first two';

/** What a workflow holds for a field in which both Ultravox and n8n have their brackets. */
export class TemplateValue {
	/** Ultravox's variables in it, each once; none where the text is itself a name. */
	readonly names: string[];

	private readonly parts: TemplatePart[];
	private readonly text: string;
	private readonly isExpression: boolean;
	/** Undefined until it was looked for, null when nothing is wrong. */
	private refusal: InputError | null | undefined;

	/**
	 * @param raw as the workflow holds it; one that begins with an equals sign is in Expression mode
	 * @param label the field's label
	 */
	constructor(
		raw: string,
		readonly label: string,
		private readonly variables: Variables,
	) {
		this.isExpression = raw.startsWith('=');
		this.text = this.isExpression ? raw.slice(1) : raw;
		this.parts = splitTemplate(this.text);
		const names = variables === 'name' ? [] : this.parts.flatMap((part) => nameOf(part) ?? []);
		this.names = [...new Set(names)];
	}

	/** Whether n8n alone makes the value, as of any other field. */
	get isPlainExpression(): boolean {
		return this.isExpression && this.parts.every(({ kind }) => kind !== 'variable');
	}

	/**
	 * Finds what n8n would silently leave out. The same for every item: what depends on the item has a `$`.
	 *
	 * @throws InputError with the way out
	 */
	check(evaluate: Evaluate, itemIndex: number): void {
		if (this.refusal === undefined) this.refusal = this.findRefusal(evaluate, itemIndex) ?? null;
		if (this.refusal) throw this.refusal;
	}

	/**
	 * Makes the value for an item: n8n's part filled in, Ultravox's left as it is. What comes from the item is not
	 * looked through again.
	 *
	 * @throws InputError when a text in Fixed mode comes to nothing; what n8n throws for an expression
	 */
	read(evaluate: Evaluate, itemIndex: number): unknown {
		if (this.parts.every(({ kind }) => kind !== 'expression')) return this.text;
		const value = evaluate(keepingVariables(this.parts), itemIndex);
		const isNothing = isMissing(value) || (typeof value === 'string' && value.trim() === '');
		if (!isNothing || this.isExpression) return value;
		throw new InputError(
			`${this.label}: the expression gives no value for this item`,
			'Check the name of the input field.',
		);
	}

	private findRefusal(evaluate: Evaluate, itemIndex: number): InputError | undefined {
		for (const part of this.parts) {
			if (part.kind === 'unclosed') {
				return new InputError(
					`${this.label}: the brackets of ${shorten(part.source)} are not closed`,
					`Close them with }}. Where the text is to hold such brackets, ${AS_TEXT}.`,
				);
			}
			if (part.kind === 'variable' && this.variables === 'nobody') {
				return new InputError(
					`${this.label}: ${shorten(part.source)} would be said as it stands, since Ultravox fills in variables in an agent's settings only`,
					`For a field of the item write {{ $json.${part.name ?? 'name'} }}.`,
				);
			}
			if (part.kind === 'expression' && isGap(part, evaluate, itemIndex)) {
				return new InputError(
					`${this.label}: n8n makes nothing of ${shorten(part.source)}`,
					advice(part, this.variables),
				);
			}
		}
		return undefined;
	}
}

function nameOf(part: TemplatePart): string | undefined {
	return part.kind === 'variable' ? part.name : undefined;
}

/** Whether an expression that no item has a part in comes to nothing; n8n leaves it out then without a word. */
function isGap({ code, source }: Expression, evaluate: Evaluate, itemIndex: number): boolean {
	if (code.includes('$')) return false;
	try {
		const value = evaluate(source, itemIndex);
		return isMissing(value) || Number.isNaN(value) || typeof value === 'function';
	} catch {
		return true;
	}
}

function advice({ code }: Expression, variables: Variables): string {
	const content = code.trim();
	const field = `For a field of the item write ${fieldExpression(content)}.`;
	if (variables === 'nobody') return field;
	const name = content
		.replace(/\?\./g, '.')
		.replace(/\[["']?([^\]"']*)["']?\]/g, '.$1')
		.replace(/[^\p{L}\p{N}_.]+/gu, '_');
	const example = isVariableName(name) && name.length <= LONGEST_SHOWN ? name : 'customer_name';
	return `A variable of the agent has a name of letters, digits, _ and dots, such as {{${example}}}. ${field} To send such brackets as they are, ${AS_TEXT}.`;
}

function fieldExpression(content: string): string {
	if (content.length <= LONGEST_SHOWN) {
		if (/^[\p{L}_][\p{L}\p{N}_.?[\]"']*$/u.test(content)) return `{{ $json.${content} }}`;
		if (/^[\p{L}\p{N}_ -]+$/u.test(content)) return `{{ $json["${content}"] }}`;
	}
	return '{{ $json.name }}';
}

function shorten(source: string): string {
	return source.length > LONGEST_SHOWN ? `${source.slice(0, LONGEST_SHOWN)}…` : source;
}
