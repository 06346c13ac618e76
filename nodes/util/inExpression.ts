/**
 * Writes a text so that it can stand between quotes in an expression of n8n: a node's name may hold quotes, backslashes and
 * braces.
 */
export function escapedForExpression(text: string): string {
	return Array.from({ length: text.length }, (_, index) => {
		return `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`;
	}).join('');
}
