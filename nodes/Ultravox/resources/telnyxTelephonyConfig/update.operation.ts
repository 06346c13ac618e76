import { updateConfig } from '../../../telephony/update.operation';
import { telnyx } from '../../../telephony/providers/telnyx';

export const updateTelnyxConfig = updateConfig(telnyx);
