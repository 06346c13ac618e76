import { deleteConfig } from '../../shared/telephony/delete';
import { twilio } from './provider';

export const deleteTwilioConfig = deleteConfig(twilio);
