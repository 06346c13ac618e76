/** Name in a call's metadata under which the ID of its row stands; part of the package's public interface. */
export const ROW_ID = 'n8nRowId';

/** Name in a call's metadata for the run of the node that sent it, by which a batch is recognised. */
export const RUN_ID = 'n8nRunId';

/** Name in a call's metadata for the names of the input fields that are kept with it, one a line. */
export const KEPT_FIELDS = 'n8nKeptFields';
