import { deleteConfig } from '../../../telephony/delete.operation';
import { plivo } from '../../../telephony/providers/plivo';

export const deletePlivoConfig = deleteConfig(plivo);
