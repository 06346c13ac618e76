import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** One element of a document. */
export interface XmlElement {
	name: string;
	attributes: Record<string, string>;
	children: XmlElement[];
	/** Its own text, without blanks around it. */
	text: string;
}

const parser = new XMLParser({
	preserveOrder: true,
	ignoreAttributes: false,
	attributeNamePrefix: '',
	parseTagValue: false,
	parseAttributeValue: false,
	ignoreDeclaration: true,
});

type Parsed = Record<string, unknown> & { ':@'?: Record<string, string> };

/** @throws Error where it is not one well-formed XML document */
export function readXml(text: string): XmlElement {
	const verdict = XMLValidator.validate(text);
	if (verdict !== true) throw new Error(`No XML: ${verdict.err.msg}`);
	const roots = (parser.parse(text) as Parsed[]).flatMap(elementOf);
	if (roots.length !== 1) throw new Error('No XML: there has to be one root element.');
	return roots[0];
}

function elementOf(parsed: Parsed): XmlElement[] {
	const [name] = Object.keys(parsed).filter((key) => key !== ':@');
	if (name === '#text') return [];
	const inside = parsed[name] as Parsed[];
	const texts = inside.flatMap((one) => ('#text' in one ? [String(one['#text'])] : []));
	return [
		{
			name,
			attributes: { ...parsed[':@'] },
			children: inside.flatMap(elementOf),
			text: texts.join('').trim(),
		},
	];
}
