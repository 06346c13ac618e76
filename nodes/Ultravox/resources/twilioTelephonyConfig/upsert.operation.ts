import { upsertConfig } from '../../shared/telephony/upsert';
import { twilio } from './provider';

export const upsertTwilioConfig = upsertConfig(twilio);
