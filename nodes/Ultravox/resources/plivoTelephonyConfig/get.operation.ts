import { getConfig } from '../../shared/telephony/get';
import { plivo } from './provider';

export const getPlivoConfig = getConfig(plivo);
