/** The schema `ledger`, for the migrations runner of the platform. */
export const LEDGER_MIGRATIONS: { readonly room: 'ledger'; readonly folder: URL } = {
  room: 'ledger',
  folder: new URL('../migrations/', import.meta.url),
};
