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
	/** Beginning of each character in the original; one more than there are characters, for the end. */
	starts: number[];
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
	const parts = partsOf(worth);
	return parts.size === 0 ? whole : blankRuns(whole, parts);
}

/** All stretches of RECOGNISABLE characters of the secrets, in each way to write them. */
function partsOf(secrets: string[]): Set<string> {
	const parts = new Set<string>();
	const add = (form: string) => {
		const { text } = canonical(form);
		for (let at = 0; at + RECOGNISABLE <= text.length; at++) {
			parts.add(text.slice(at, at + RECOGNISABLE));
		}
	};
	for (const secret of secrets.flatMap(secretParts)) {
		if (secret.length < RECOGNISABLE) continue;
		const bytes = Buffer.from(secret);
		add(secret);
		add(bytes.toString('hex'));
		// What stands before it in the same Base64 decides which of three ways it is written.
		for (let before = 0; before < 3; before++) {
			const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
			add(text.replace(/=+$/, '').slice(before === 0 ? 0 : before + 1, -1));
		}
	}
	return parts;
}

/** Of an address only what is unguessable: its host and the IDs in its path are not secret, and of use in a message. */
function secretParts(secret: string): string[] {
	if (!/^[a-z]+:\/\//i.test(secret) || !URL.canParse(secret)) return [secret];
	const { pathname, search, hash } = new URL(secret);
	const isId = (part: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(part);
	const inPath = pathname.split('/').filter((part) => !isId(part));
	const behind = `${search}${hash}`.split(/[?&#]/).map((pair) => pair.replace(/^[^=]*=/, ''));
	return [...inPath.filter((part) => /\d/.test(part)), ...behind];
}

function blankRuns(text: string, parts: Set<string>): string {
	const { text: compared, starts } = canonical(text);
	let result = '';
	let done = 0;
	for (let from = 0; from + RECOGNISABLE <= compared.length; from++) {
		if (!parts.has(compared.slice(from, from + RECOGNISABLE))) continue;
		let to = from + 1;
		while (parts.has(compared.slice(to, to + RECOGNISABLE))) to++;
		const end = to - 1 + RECOGNISABLE;
		const run = compared.slice(from, end);
		if (/[^a-z]/.test(run) || run.length >= RECOGNISABLE_LETTERS) {
			result += text.slice(done, starts[from]) + BLANK;
			done = starts[end];
		}
		from = end - 1;
	}
	return result + text.slice(done);
}

/** Lower case, decoded, without white space; both alphabets of Base64 as one. */
function canonical(original: string): Canonical {
	let text = '';
	const starts: number[] = [];
	const add = (piece: string, from: number, isEncoded: boolean) => {
		const lower = piece.toLowerCase();
		for (let at = 0; at < lower.length; at++) starts.push(isEncoded ? from : from + at);
		text += lower;
	};
	let last = 0;
	for (const match of original.matchAll(ENCODED)) {
		add(original.slice(last, match.index), last, false);
		const [all, byte, unit, hex, decimal, escaped] = match;
		const code = parseInt(byte ?? unit ?? hex ?? '', 16) || Number(decimal ?? 0);
		if (escaped) add(escaped, match.index, true);
		else if (code > 0 && code <= 0x10ffff) add(String.fromCodePoint(code), match.index, true);
		last = match.index + all.length;
	}
	add(original.slice(last), last, false);
	starts.push(original.length);
	return { text: text.replace(/-/g, '+').replace(/_/g, '/'), starts };
}
