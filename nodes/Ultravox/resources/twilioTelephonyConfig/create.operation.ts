import { createConfig } from '../../shared/telephony/create';
import { twilio } from './provider';

export const createTwilioConfig = createConfig(twilio);
