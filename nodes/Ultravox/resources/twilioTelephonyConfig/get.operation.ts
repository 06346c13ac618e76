import { getConfig } from '../../shared/telephony/get';
import { twilio } from './provider';

export const getTwilioConfig = getConfig(twilio);
