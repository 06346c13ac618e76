import { upsertConfig } from '../../../telephony/upsert.operation';
import { telnyx } from '../../../telephony/providers/telnyx';

export const upsertTelnyxConfig = upsertConfig(telnyx);
