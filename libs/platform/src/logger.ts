import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import type { LogLevel } from './environment.js';

export interface CreateLoggerOptions {
  /** The process: `api`, `worker`, `cli`. */
  readonly name: string;
  readonly level?: LogLevel;
  /** Standard output unless told. */
  readonly destination?: DestinationStream;
}

/** Fields that are never written, at the top of a record or one level down. */
const SECRET_FIELDS = [
  'password',
  'token',
  'secret',
  'apiKey',
  'masterKey',
  'authorization',
  'cookie',
  'databaseUrl',
  'kurrentdbUrl',
  'redisUrl',
  'DATABASE_URL',
  'REDIS_URL',
  'signingKey',
  'IMPACT_MASTER_KEY',
  'IMPACT_SIGNING_KEY',
  'connectionString',
];
const HEADERS = ['authorization', 'cookie', 'set-cookie', 'x-api-key'];

/** A logger of one JSON record per line, without secrets: known fields are redacted, so are passwords inside addresses. */
export function createLogger({ name, level = 'info', destination }: CreateLoggerOptions): Logger {
  const options: LoggerOptions = {
    name,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: [
        ...SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]),
        ...HEADERS.flatMap((header) => [`headers["${header}"]`, `*.headers["${header}"]`]),
      ],
      censor: '[secret]',
    },
    // Error messages of drivers quote addresses; the password is the part between the second colon and the @.
    hooks: { streamWrite: (line) => line.replace(/(:\/\/[^\s:/@"]*):[^\s@"/?#]+@/g, '$1:[secret]@') },
  };
  return destination ? pino(options, destination) : pino(options);
}
