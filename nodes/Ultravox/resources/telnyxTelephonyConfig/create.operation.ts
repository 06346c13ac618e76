import { createConfig } from '../../shared/telephony/create';
import { telnyx } from './provider';

export const createTelnyxConfig = createConfig(telnyx);
