/** What XML has no way to write: control characters, and characters that were cut in half. */
const UNWRITABLE = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const ESCAPES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
};

/** A piece of XML; text is none until it stands in an element. */
export interface Element {
	xml: string;
}

/**
 * Makes an element.
 *
 * @param attributes those that are undefined are left out
 * @param children elements, and text, which is escaped
 */
export function element(
	name: string,
	attributes: Readonly<Record<string, string | undefined>> = {},
	...children: Array<Element | string>
): Element {
	const written = Object.entries(attributes).flatMap(([attribute, value]) =>
		value === undefined ? [] : [` ${attribute}="${escape(value)}"`],
	);
	const inside = children.map((child) => (typeof child === 'string' ? escape(child) : child.xml));
	const start = `<${name}${written.join('')}`;
	return { xml: inside.length > 0 ? `${start}>${inside.join('')}</${name}>` : `${start}/>` };
}

/** Makes the document that all three providers understand: what to do with the call, in this order. */
export function response(...steps: Element[]): string {
	return `<?xml version="1.0" encoding="UTF-8"?>\n${element('Response', {}, ...steps).xml}`;
}

function escape(text: string): string {
	return text.replace(UNWRITABLE, '').replace(/[&<>"]/g, (character) => ESCAPES[character]);
}
