import { createConfig } from '../../shared/telephony/create';
import { plivo } from './provider';

export const createPlivoConfig = createConfig(plivo);
