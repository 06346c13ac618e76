import { upsertConfig } from '../../shared/telephony/upsert';
import { telnyx } from './provider';

export const upsertTelnyxConfig = upsertConfig(telnyx);
