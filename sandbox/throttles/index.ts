import type { Area } from '../area';
import { registerThrottles } from './routes';
import { clearThrottles } from './store';

export const throttles: Area = {
	routes: registerThrottles,
	clear: ({ state }) => clearThrottles(state),
};
