import { getConfig } from '../../../telephony/get.operation';
import { plivo } from '../../../telephony/providers/plivo';

export const getPlivoConfig = getConfig(plivo);
