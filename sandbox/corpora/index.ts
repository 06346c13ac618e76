import type { Area } from '../area';
import { registerCorpora } from './corpusRoutes';
import { registerSources } from './sourceRoutes';
import { clearCorpora } from './store';

export const corpora: Area = {
	routes(app, context) {
		registerCorpora(app, context);
		registerSources(app, context);
	},
	clear({ state, storage }) {
		clearCorpora(state);
		storage.uploads.clear();
	},
};
