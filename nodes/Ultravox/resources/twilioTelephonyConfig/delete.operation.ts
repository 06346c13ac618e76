import { deleteConfig } from '../../../telephony/delete.operation';
import { twilio } from '../../../telephony/providers/twilio';

export const deleteTwilioConfig = deleteConfig(twilio);
