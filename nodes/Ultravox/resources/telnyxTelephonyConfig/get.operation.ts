import { getConfig } from '../../../telephony/get.operation';
import { telnyx } from '../../../telephony/providers/telnyx';

export const getTelnyxConfig = getConfig(telnyx);
