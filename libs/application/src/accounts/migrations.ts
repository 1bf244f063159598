/** The schema `auth`, for the migrations runner of the platform. */
export const APPLICATION_MIGRATIONS: { readonly room: 'application'; readonly folder: URL } = {
  room: 'application',
  folder: new URL('../../migrations/', import.meta.url),
};
