import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/**
 * What users should know of a run that worked out: something was not done, was so already, or was done in parts. Stands
 * under the output as a hint, once for each text, and in the items, as AI tools, sub-workflows and webhooks see no hints.
 */
export class Warnings {
	private readonly hinted = new Set<string>();

	private readonly ofItems = new Map<number, Set<string>>();

	/** @param fns n8n's functions for this execution */
	constructor(private readonly fns: IExecuteFunctions) {}

	/**
	 * Notes a warning about an item, as a hint and for `into`.
	 *
	 * @param itemIndex zero-based
	 * @param text whole sentences
	 */
	add(itemIndex: number, text: string): void {
		const texts = this.ofItems.get(itemIndex) ?? new Set();
		this.ofItems.set(itemIndex, texts.add(text));
		this.hint(text);
	}

	/**
	 * Shows a warning as a hint of n8n's, under the output only.
	 *
	 * @param text whole sentences
	 */
	hint(text: string): void {
		// Hosts before n8n 1.85 have no hints at run time.
		if (this.hinted.has(text) || typeof this.fns.addExecutionHints !== 'function') return;
		this.hinted.add(text);
		this.fns.addExecutionHints({ message: text, type: 'warning', location: 'outputPane' });
	}

	/** Puts the item's warnings into the first of its output items; without any it stays as it is. */
	into(output: INodeExecutionData[], itemIndex: number): INodeExecutionData[] {
		return withWarnings(output, this.ofItems.get(itemIndex));
	}
}

/** Puts texts into the first output item, as `warnings`, a list. */
export function withWarnings(
	output: INodeExecutionData[],
	texts: ReadonlySet<string> = new Set(),
): INodeExecutionData[] {
	const [first, ...others] = output;
	if (!first || texts.size === 0) return output;
	return [{ ...first, json: { ...first.json, warnings: [...texts] } }, ...others];
}
