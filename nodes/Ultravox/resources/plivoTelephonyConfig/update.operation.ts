import { updateConfig } from '../../../telephony/update.operation';
import { plivo } from '../../../telephony/providers/plivo';

export const updatePlivoConfig = updateConfig(plivo);
