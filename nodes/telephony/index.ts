import { providers } from './providers';
import { telephonyResource } from './resource';

/** The configurations, one resource a provider, in menu order. */
export const telephonyResources = providers.map(telephonyResource);
