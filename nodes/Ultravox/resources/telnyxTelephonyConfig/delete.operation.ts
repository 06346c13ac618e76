import { deleteConfig } from '../../../telephony/delete.operation';
import { telnyx } from '../../../telephony/providers/telnyx';

export const deleteTelnyxConfig = deleteConfig(telnyx);
