import { createConfig } from '../../../telephony/create.operation';
import { twilio } from '../../../telephony/providers/twilio';

export const createTwilioConfig = createConfig(twilio);
