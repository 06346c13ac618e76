import { deleteConfig } from '../../shared/telephony/delete';
import { telnyx } from './provider';

export const deleteTelnyxConfig = deleteConfig(telnyx);
