import { deleteConfig } from '../../shared/telephony/delete';
import { plivo } from './provider';

export const deletePlivoConfig = deleteConfig(plivo);
