import { HookContext } from 'n8n-core';

/**
 * Collects what nodes write to n8n's log as warnings, from now on.
 *
 * @returns the lines, growing; and how to stop
 */
export function collectWarnings(): { lines: string[]; stop(): void } {
	const lines: string[] = [];
	const everyContext = Object.getPrototypeOf(HookContext.prototype) as HookContext;
	const spy = jest.spyOn(everyContext, 'logger', 'get').mockReturnValue({
		warn: (line: string) => lines.push(line),
	} as unknown as HookContext['logger']);
	return { lines, stop: () => spy.mockRestore() };
}
