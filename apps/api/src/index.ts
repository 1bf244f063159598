/** The HTTP door of the ledger: commands in, queries and pages out. */
export { createApi, type ApiOptions } from './create-api.js';
