import type { FastifyInstance, FastifyRequest } from 'fastify';
import { wav } from '../recordings/storage';
import { anyObject, pageOf } from '../schema';
import type { Context } from '../server/context';
import { page } from '../server/pagination';
import { notFound, Problem } from '../server/problems';
import { addRoute } from '../server/route';
import { voiceAnswer, voiceQuery } from './schema';
import type { StoredVoice } from './store';

const ONE = '/api/voices/:voiceId';

const language = (tag: string | null) => tag?.split('-')[0].toLowerCase();

/** `/api/voices`. */
export function registerVoices(app: FastifyInstance, context: Context): void {
	const { state, switches, storage } = context;
	const find = (id: string) => {
		const voice = state.voices.get(id.toLowerCase());
		if (!voice) throw notFound();
		return voice;
	};
	const show = (request: FastifyRequest) => (voice: StoredVoice) => {
		const previewUrl = `${request.protocol}://${request.host}/api/voices/${voice.voiceId}/preview`;
		const shown: Partial<StoredVoice> & { previewUrl: string } = { ...voice, previewUrl };
		delete shown.seq;
		return shown;
	};
	addRoute(app, {
		method: 'GET',
		url: '/api/voices',
		query: voiceQuery,
		answers: { 200: pageOf(voiceAnswer) },
		handle: ({ query, request }) => {
			const { search, ownership, billingStyle, primaryLanguage } = query;
			const providers = [
				(request.query as Record<string, string | string[]>).provider ?? [],
			].flat();
			const found = [...state.voices.values()].filter(
				(voice) =>
					(search === undefined || voice.name.toLowerCase().includes(search.toLowerCase())) &&
					(ownership === undefined || voice.ownership === ownership) &&
					(billingStyle === undefined || voice.billingStyle === billingStyle) &&
					(primaryLanguage === undefined ||
						language(voice.primaryLanguage) === language(primaryLanguage)) &&
					(providers.length === 0 || providers.includes(String(voice.provider))),
			);
			// The same language of other regions ranks lower.
			const exact = found.filter((voice) => voice.primaryLanguage === primaryLanguage);
			const ranked = [...exact, ...found.filter((voice) => !exact.includes(voice))].map(
				(voice, seq) => ({ seq, voice }),
			);
			const shown = show(request);
			return page(context, request, ranked, ({ voice }) => shown(voice));
		},
	});
	addRoute(app, {
		method: 'GET',
		url: ONE,
		answers: { 200: voiceAnswer },
		handle: ({ params, request }) => show(request)(find(params.voiceId)),
	});
	addRoute(app, {
		method: 'GET',
		url: `${ONE}/preview`,
		answers: { 200: 'binary', 302: null, 400: anyObject },
		handle: async ({ params, reply }) => {
			const { voiceId } = find(params.voiceId);
			if (switches.previewComplaint !== null) {
				throw new Problem(400, { error: switches.previewComplaint });
			}
			if (switches.previewDirect) {
				return await reply.header('content-type', 'audio/wav').send(wav(switches.recordingBytes));
			}
			return await reply.code(302).header('location', storage.signedUrl(voiceId)).send();
		},
	});
}
