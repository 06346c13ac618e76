import type { FileCheck } from './download';

/** How sound files begin. */
const KINDS: ReadonlyArray<{ begins: RegExp; type: string; extension: string }> = [
	{ begins: /^(RIFF|RF64)[^]{4}WAVE/, type: 'audio/wav', extension: 'wav' },
	{ begins: /^(ID3|\xff[\xe2-\xff])/, type: 'audio/mpeg', extension: 'mp3' },
	{ begins: /^OggS/, type: 'audio/ogg', extension: 'ogg' },
	{ begins: /^fLaC/, type: 'audio/flac', extension: 'flac' },
	{ begins: /^[^]E\xdf\xa3/, type: 'audio/webm', extension: 'webm' },
	{ begins: /^[^]{4}ftyp/, type: 'audio/mp4', extension: 'm4a' },
];

/** Hours of uncompressed stereo; the longest call of the documented limits has less. */
const MOST_BYTES = 2 * 1024 ** 3;

/** What may follow the sound in a WAV file. */
const EXTRAS = 1024 * 1024;

const start = (bytes: Buffer) => bytes.toString('latin1', 0, 64);

const kindOf = (bytes: Buffer) => KINDS.find(({ begins }) => begins.test(start(bytes)));

/** A sound file: says that it is sound and does not begin like a page, or begins like a sound file whatever it says. */
export const soundCheck: FileCheck = {
	refuse(type, beginning) {
		if (kindOf(beginning)) return undefined;
		const isText = /^(\xef\xbb\xbf)?\s*[<{[]/.test(start(beginning));
		if (type.startsWith('audio/') && !isText) return undefined;
		return isText
			? 'it begins like a page or a text, not like sound'
			: `its content type is ${type || 'missing'}, and it does not begin like a sound file`;
	},
	mostBytes(beginning) {
		if (!start(beginning).startsWith('RIFF') || beginning.length < 8) return MOST_BYTES;
		const size = beginning.readUInt32LE(4);
		// Written before the end was known, it is nothing or as much as there can be.
		return size === 0 || size >= 0x7fff_0000 ? MOST_BYTES : size + 8 + EXTRAS;
	},
};

/**
 * Names the kind of a sound file.
 *
 * @param type the content type of the answer, e.g. `audio/wav`
 * @param beginning its first bytes, which win over the type
 * @returns media type and file extension
 */
export function soundType(type: string, beginning: Buffer): { type: string; extension: string } {
	const kind = kindOf(beginning);
	const said = type.startsWith('audio/') ? type : undefined;
	return { type: said ?? kind?.type ?? 'audio/wav', extension: kind?.extension ?? 'wav' };
}
