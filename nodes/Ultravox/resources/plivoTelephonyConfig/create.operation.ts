import { createConfig } from '../../../telephony/create.operation';
import { plivo } from '../../../telephony/providers/plivo';

export const createPlivoConfig = createConfig(plivo);
