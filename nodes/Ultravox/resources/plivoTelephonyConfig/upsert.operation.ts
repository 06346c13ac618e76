import { upsertConfig } from '../../../telephony/upsert.operation';
import { plivo } from '../../../telephony/providers/plivo';

export const upsertPlivoConfig = upsertConfig(plivo);
