import { upsertConfig } from '../../../telephony/upsert.operation';
import { twilio } from '../../../telephony/providers/twilio';

export const upsertTwilioConfig = upsertConfig(twilio);
