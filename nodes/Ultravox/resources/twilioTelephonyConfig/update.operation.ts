import { updateConfig } from '../../../telephony/update.operation';
import { twilio } from '../../../telephony/providers/twilio';

export const updateTwilioConfig = updateConfig(twilio);
