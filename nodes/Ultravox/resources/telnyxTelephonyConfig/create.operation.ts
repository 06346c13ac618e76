import { createConfig } from '../../../telephony/create.operation';
import { telnyx } from '../../../telephony/providers/telnyx';

export const createTelnyxConfig = createConfig(telnyx);
