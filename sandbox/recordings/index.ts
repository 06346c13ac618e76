import type { Area } from '../area';
import { registerRecordings } from './routes';

export const recordings: Area = {
	routes: registerRecordings,
	clear({ storage }) {
		storage.requests.length = 0;
	},
};
