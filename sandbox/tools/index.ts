import type { Area } from '../area';
import { clearTools } from './clear';
import { registerTools } from './routes';

export const tools: Area = {
	routes: registerTools,
	clear: clearTools,
	secretFields: ['staticParameters.value'],
};
