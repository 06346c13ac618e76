import { updateConfig } from '../../shared/telephony/update';
import { telnyx } from './provider';

export const updateTelnyxConfig = updateConfig(telnyx);
