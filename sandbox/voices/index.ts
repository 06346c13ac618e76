import type { Area } from '../area';
import { registerVoices } from './routes';
import { clearVoices } from './store';

export const voices: Area = {
	routes: registerVoices,
	clear: ({ state }) => clearVoices(state),
};
