import pg from 'pg';

export interface PoolOptions {
  /** Shown in pg_stat_activity: which of our processes holds a connection. */
  readonly applicationName: string;
  /** Most connections at once; 10 unless told. */
  readonly max?: number;
  /** Told of errors on idle connections (the server went away); the pool replaces them by itself. Default: a process warning. */
  readonly onError?: (error: Error) => void;
}

/**
 * A connection pool whose values keep their meaning: `date` and `int8` arrive as strings (a JavaScript Date has a time
 * and a zone, a number has 53 bits), arrays of them likewise. `timestamptz` arrives as Date, `jsonb` parsed.
 */
export function createPool(url: string, { applicationName, max = 10, onError = warn }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max,
    connectionTimeoutMillis: 30_000,
    types: plainTypes,
  });
  // Without a listener, a server restart would end the process.
  pool.on('error', onError);
  // Likewise for a connection in use, where its user hears of it by the call that fails.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

const INT8 = 20;
const DATE = 1082;
const INT8_ARRAY = 1016;
const DATE_ARRAY = 1182;
const TEXT_ARRAY = 1009;

/** Parsers of one pool; the global ones of `pg` stay as they are for libraries that rely on them. */
const plainTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === INT8 || oid === DATE) return (text: string) => text;
    const asText = oid === INT8_ARRAY || oid === DATE_ARRAY;
    return pg.types.getTypeParser(asText ? TEXT_ARRAY : oid, format) as (value: string) => unknown;
  },
};

function warn(error: Error): void {
  process.emitWarning(`a database connection was lost: ${error.message}`, 'DatabaseWarning');
}
