const BLANK = '***';

/** Secrets shorter than this are not looked for; they would blank ordinary words. */
const SHORTEST = 4;

/** As much of a secret gives it away. */
const RECOGNISABLE = 8;

/** Nothing but letters may be a word: so much of it has to be there. */
const RECOGNISABLE_LETTERS = 12;

/** One character as a service may write it: percent-encoded, as JSON or HTML writes it. White space is left out. */
const ENCODED =
	/(?:%|\\x)([0-9a-f]{2})|(?:\\u|%u)([0-9a-f]{4})|&#x([0-9a-f]{1,6});|&#(\d{1,7});|\\(["\\/])|\s+/gi;

/** A text as it is compared, and where in the original each of its characters stands. */
interface Canonical {
	text: string;
	/** Beginning and end of each character in the original. */
	places: Array<[from: number, to: number]>;
}

/**
 * Blanks secrets out of a text: the whole of them, and every part that is long enough to be recognised, however it is
 * written (other case, with spaces, percent-encoded, as JSON or HTML, in Base64 or hexadecimal).
 *
 * @param text takes time in proportion to its length
 * @param secrets the values to blank; those under four characters are ignored, those under eight only found as they are
 * @returns the text with `***` in their place
 */
export function redact(text: string, secrets: Iterable<string>): string {
	const worth = [...secrets].filter((secret) => secret.length >= SHORTEST);
	if (worth.length === 0 || text === '') return text;
	const whole = worth.reduce((left, secret) => left.split(secret).join(BLANK), text);
	const compared = canonical(whole);
	const parts = commonParts(stretchesOf(compared.text), worth);
	return parts.size === 0 ? whole : blankRuns(whole, compared, parts);
}

/** All stretches of RECOGNISABLE characters. */
function stretchesOf(text: string): Set<string> {
	const stretches = new Set<string>();
	for (let at = 0; at + RECOGNISABLE <= text.length; at++) {
		stretches.add(text.slice(at, at + RECOGNISABLE));
	}
	return stretches;
}

/** Those of the stretches that stand in a secret, in whatever way it is written. */
function commonParts(stretches: Set<string>, secrets: string[]): Set<string> {
	const common = new Set<string>();
	const look = (form: string) => {
		const { text } = canonical(form);
		for (let at = 0; at + RECOGNISABLE <= text.length; at++) {
			const part = text.slice(at, at + RECOGNISABLE);
			if (stretches.has(part)) common.add(part);
		}
	};
	for (const secret of secrets) {
		// Addresses may be many: every call that was read has one. They are looked for as they are.
		if (isAddress(secret)) addressParts(secret).forEach(look);
		else if (secret.length >= RECOGNISABLE) [secret, ...encodedForms(secret)].forEach(look);
	}
	return common;
}

function encodedForms(secret: string): string[] {
	const bytes = Buffer.from(secret);
	// What stands before it in the same Base64 decides which of three ways it is written.
	const base64 = [0, 1, 2].map((before) => {
		const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
		return text.replace(/=+$/, '').slice(before === 0 ? 0 : before + 1, -1);
	});
	return [bytes.toString('hex'), ...base64];
}

const isAddress = (secret: string) => /^[a-z]+:\/\//i.test(secret) && URL.canParse(secret);

/** Of an address only what is unguessable: its host and the IDs in its path are not secret, and of use in a message. */
function addressParts(secret: string): string[] {
	const { pathname, search, hash } = new URL(secret);
	const isId = (part: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(part);
	const inPath = pathname.split('/').filter((part) => /\d/.test(part) && !isId(part));
	const behind = `${search}${hash}`.split(/[?&#]/).map((pair) => pair.replace(/^[^=]*=/, ''));
	return [...inPath, ...behind];
}

function blankRuns(original: string, { text, places }: Canonical, parts: Set<string>): string {
	let result = '';
	let done = 0;
	for (let from = 0; from + RECOGNISABLE <= text.length; from++) {
		if (!parts.has(text.slice(from, from + RECOGNISABLE))) continue;
		let last = from;
		while (parts.has(text.slice(last + 1, last + 1 + RECOGNISABLE))) last++;
		const end = last + RECOGNISABLE;
		const run = text.slice(from, end);
		if (/[^a-z]/.test(run) || run.length >= RECOGNISABLE_LETTERS) {
			result += original.slice(done, places[from][0]) + BLANK;
			done = places[end - 1][1];
		}
		from = end - 1;
	}
	return result + original.slice(done);
}

/** Lower case, decoded, without white space; both alphabets of Base64 as one. */
function canonical(original: string): Canonical {
	let text = '';
	const places: Canonical['places'] = [];
	const add = (char: string, from: number, to: number) => {
		const lower = char.toLowerCase();
		for (let at = 0; at < lower.length; at++) places.push([from, to]);
		text += lower;
	};
	const addPlain = (from: number, to: number) => {
		for (let at = from; at < to; at++) add(original[at], at, at + 1);
	};
	let last = 0;
	for (const match of original.matchAll(ENCODED)) {
		addPlain(last, match.index);
		const [all, byte, unit, hex, decimal, escaped] = match;
		last = match.index + all.length;
		const code = parseInt(byte ?? unit ?? hex ?? '', 16) || Number(decimal ?? 0);
		if (escaped) add(escaped, match.index, last);
		else if (code > 0 && code <= 0x10ffff) add(String.fromCodePoint(code), match.index, last);
	}
	addPlain(last, original.length);
	return { text: text.replace(/-/g, '+').replace(/_/g, '/'), places };
}
