import { upsertConfig } from '../../shared/telephony/upsert';
import { plivo } from './provider';

export const upsertPlivoConfig = upsertConfig(plivo);
