import type { Area } from '../area';
import { registerCallEvents } from './routes';
import { clearCallEvents } from './store';

export const callEvents: Area = {
	routes: registerCallEvents,
	clear: ({ state }) => clearCallEvents(state),
};
