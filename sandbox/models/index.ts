import type { Area } from '../area';
import { filled, object, pageOf, pageQuery } from '../schema';
import { page } from '../server/pagination';
import { addRoute } from '../server/route';

const MODELS = ['ultravox-v0.7', 'ultravox-v0.6', 'ultravox-v0.6-llama3.3-70b'].map(
	(name, seq) => ({ seq, name }),
);

/** `GET /api/models`: the same for every account. */
export const models: Area = {
	routes: (app, context) =>
		addRoute(app, {
			method: 'GET',
			url: '/api/models',
			query: pageQuery,
			answers: { 200: pageOf(object({ name: filled() }, ['name'])) },
			handle: ({ request }) => page(context, request, MODELS, ({ name }) => ({ name })),
		}),
	clear: () => undefined,
};
