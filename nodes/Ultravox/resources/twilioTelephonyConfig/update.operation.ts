import { updateConfig } from '../../shared/telephony/update';
import { twilio } from './provider';

export const updateTwilioConfig = updateConfig(twilio);
