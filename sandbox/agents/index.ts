import type { Area } from '../area';
import { registerAgents } from './routes';
import { seedAgents } from './seed';
import { clearAgents } from './store';

export const agents: Area = {
	routes: registerAgents,
	clear: ({ state }) => clearAgents(state),
	seed: ({ state }, options) => void seedAgents(state, options.agents),
};
