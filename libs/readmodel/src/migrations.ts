/** The tables of schema `read`, for `migrate` of the platform. */
export const READMODEL_MIGRATIONS = { room: 'readmodel', folder: new URL('../migrations/', import.meta.url) } as const;
