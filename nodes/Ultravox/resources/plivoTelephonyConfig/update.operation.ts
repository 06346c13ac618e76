import { updateConfig } from '../../shared/telephony/update';
import { plivo } from './provider';

export const updatePlivoConfig = updateConfig(plivo);
