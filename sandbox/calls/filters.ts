import type { SandboxState } from '../state';
import { seconds, talked } from './life';
import type { StoredCall } from './store';
import { findVoice } from '../voices/store';

type Query = Record<string, string | string[] | undefined>;
type Test = (call: StoredCall) => boolean;

/** A date alone means its first, or its last, millisecond (UTC). */
function instant(text: string, isEnd: boolean): number {
	if (text.length > 10) return Date.parse(text);
	return Date.parse(`${text}T${isEnd ? '23:59:59.999' : '00:00:00.000'}Z`);
}

function searchTest(state: SandboxState, text: string): Test {
	const wanted = text.toLowerCase();
	return (call) => {
		const agent = call.agentId === null ? undefined : state.agents.get(call.agentId)?.name;
		const places = [call.callId, agent, ...Object.values(call.metadata)];
		return places.some((place) => place?.toLowerCase().includes(wanted));
	};
}

/** The calls that pass every filter of `GET /api/calls`, in the order of creation. */
export function filterCalls(state: SandboxState, query: Query): StoredCall[] {
	const text = (name: string) => query[name] as string;
	const makers: Record<string, () => Test> = {
		agentIds: () => {
			const ids = [query.agentIds ?? []].flat().map((id) => id.toLowerCase());
			return ({ agentId }) => agentId !== null && ids.includes(agentId);
		},
		voiceId: () => (call) => {
			const voice = String(call.settings.voice);
			return (findVoice(state, voice)?.voiceId ?? voice) === text('voiceId').toLowerCase();
		},
		search: () => searchTest(state, text('search')),
		fromDate: () => {
			const from = instant(text('fromDate'), false);
			return ({ created }) => Date.parse(created) >= from;
		},
		toDate: () => {
			const to = instant(text('toDate'), true);
			return ({ created }) => Date.parse(created) <= to;
		},
		timeOfDayStart: () => (call) => call.created.slice(11, 19) >= text('timeOfDayStart'),
		timeOfDayEnd: () => (call) => call.created.slice(11, 19) <= text('timeOfDayEnd'),
		durationMin: () => (call) => talked(call) >= seconds(query.durationMin),
		durationMax: () => (call) => talked(call) <= seconds(query.durationMax),
	};
	const tests = Object.keys(query).flatMap((name): Test[] => {
		if (!name.startsWith('metadata.')) return makers[name] ? [makers[name]()] : [];
		const key = name.slice('metadata.'.length);
		return [(call) => Object.hasOwn(call.metadata, key) && call.metadata[key] === query[name]];
	});
	const all = [...state.calls.values()];
	return tests.length === 0 ? all : all.filter((call) => tests.every((test) => test(call)));
}
