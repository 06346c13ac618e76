import { getConfig } from '../../shared/telephony/get';
import { telnyx } from './provider';

export const getTelnyxConfig = getConfig(telnyx);
