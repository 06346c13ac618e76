import { getConfig } from '../../../telephony/get.operation';
import { twilio } from '../../../telephony/providers/twilio';

export const getTwilioConfig = getConfig(twilio);
