import { z } from 'zod';

const SECRETS = new Set([
  'DATABASE_URL',
  'KURRENTDB_URL',
  'REDIS_URL',
  'IMPACT_MASTER_KEY',
  'IMPACT_NEW_MASTER_KEY',
  'IMPACT_SIGNING_KEY',
  'IMPACT_TOKEN',
]);
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** One line per variable: what it may be, in the words of the message that a wrong one gets. */
const schema = z.object({
  IMPACT_DATA: z.string().optional(),
  IMPACT_SCRATCH: z.string().optional(),
  DATABASE_URL: address(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/database').optional(),
  KURRENTDB_URL: z
    .string()
    .regex(
      // A cluster's address names several hosts, which is no URL to others.
      /^(kurrentdb|kurrent|kdb|esdb)(\+discover)?:\/\/[^\s?/]+\/?(\?[^\s?]*)?$/,
      'write an address like kurrentdb://user:password@host:2113?tls=true',
    )
    .optional(),
  REDIS_URL: address(['redis:', 'rediss:'], 'redis://host:6379').optional(),
  HOST: z
    .string()
    .regex(
      /^[0-9A-Za-z.:_-]+$/,
      'write an address or a host name, for example 127.0.0.1, or 0.0.0.0 for all interfaces',
    )
    .default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'write a whole number from 0 to 65535; 0 lets the system choose')
    .transform(Number)
    .refine((port) => port <= 65_535, 'write a whole number from 0 to 65535; 0 lets the system choose')
    .default(3000),
  IMPACT_PUBLIC_URL: httpAddress('https://impact.example.org').optional(),
  IMPACT_MASTER_KEY: secretKey().optional(),
  IMPACT_NEW_MASTER_KEY: secretKey().optional(),
  IMPACT_SIGNING_KEY: secretKey().optional(),
  IMPACT_ANCHOR_FILE: z.string().optional(),
  IMPACT_WITNESS_URL: httpAddress('https://witness.example.org').optional(),
  IMPACT_WITNESS_KEY: z
    .string()
    .regex(
      /^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}$/,
      'write the verifier key of the witness as it publishes it: name+id+key',
    )
    .optional(),
  IMPACT_LOG_LEVEL: z.enum(LOG_LEVELS, `write one of ${LOG_LEVELS.join(', ')}`).default('info'),
  IMPACT_LOCALE: z.enum(['en', 'fr'], 'write en or fr').default('en'),
  IMPACT_PUBLICATION: z.string().transform(asJson).optional(),
  IMPACT_URL: httpAddress('http://127.0.0.1:3000').optional(),
  IMPACT_TOKEN: z
    .string()
    // It travels in a header, which takes nothing else.
    .regex(/^[!-~]+$/, 'write the secret that `impact token create` printed, without spaces or line breaks')
    .optional(),
});

export type LogLevel = (typeof LOG_LEVELS)[number];
export type Locale = 'en' | 'fr';

/** The settings of api, worker and cli, checked. A variable that is absent or empty is undefined or its default. */
export interface Environment {
  /** Folder of the installation (`IMPACT_DATA`); undefined: see `resolveDataRoot`. */
  readonly dataRoot: string | undefined;
  /** Folder for decrypted copies while a study is computed (`IMPACT_SCRATCH`): see `resolveScratch`. */
  readonly scratch: string | undefined;
  /** PostgreSQL of the operator (`DATABASE_URL`), password included; undefined: the embedded server. */
  readonly databaseUrl: string | undefined;
  /** KurrentDB for the events (`KURRENTDB_URL`), password included; undefined: they are in PostgreSQL. */
  readonly kurrentdbUrl: string | undefined;
  /** Redis for the queues (`REDIS_URL`); undefined: the queues live in PostgreSQL. */
  readonly redisUrl: string | undefined;
  /** Interface to listen on (`HOST`). */
  readonly host: string;
  /** 0 to 65535 (`PORT`); 0 lets the system choose. */
  readonly port: number;
  /** Address the public reaches us by (`IMPACT_PUBLIC_URL`), without a slash at its end. */
  readonly publicUrl: string | undefined;
  /** 32 bytes (`IMPACT_MASTER_KEY`); undefined: see `keptMasterKey`. */
  readonly masterKey: Uint8Array | undefined;
  /** For `impact keys rotate`, beside the other: 32 bytes (`IMPACT_NEW_MASTER_KEY`). */
  readonly newMasterKey: Uint8Array | undefined;
  /** Seed of the Ed25519 key that signs the log, 32 bytes (`IMPACT_SIGNING_KEY`); undefined: see `keptSigningKey`. */
  readonly signingKey: Uint8Array | undefined;
  /** File elsewhere that every checkpoint is appended to (`IMPACT_ANCHOR_FILE`). */
  readonly anchorFile: string | undefined;
  /** Witness that cosigns checkpoints (`IMPACT_WITNESS_URL`, `IMPACT_WITNESS_KEY`): both are set or neither. */
  readonly witness: { readonly url: string; readonly key: string } | undefined;
  readonly logLevel: LogLevel;
  readonly locale: Locale;
  /** How small a published count may be (`IMPACT_PUBLICATION`), as JSON; undefined: 11 people for every source. */
  readonly publication: unknown;
  /** For the command line: the API it talks to (`IMPACT_URL`), without a slash at its end; undefined: the one here. */
  readonly apiUrl: string | undefined;
  /** For the command line: the secret it talks with (`IMPACT_TOKEN`); undefined: the one kept in the data root. */
  readonly token: string | undefined;
}

/** One variable that cannot be used. `found` is undefined for a secret. */
export interface EnvironmentFault {
  readonly variable: string;
  readonly found: string | undefined;
  readonly remedy: string;
}

/** Wrong settings: the message names every wrong variable, what it holds (secrets excepted) and what to write. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';

  constructor(readonly faults: readonly EnvironmentFault[]) {
    const lines = faults.map(
      ({ variable, found, remedy }) =>
        `  ${variable} is ${found ?? 'set to a value that is not shown (secret)'}: ${remedy}`,
    );
    super(`the environment cannot be used\n${lines.join('\n')}`);
  }
}

/**
 * Reads and checks all settings at once.
 * @throws EnvironmentError naming every fault, misspelt `IMPACT_` variables included
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>> = process.env): Environment {
  // `${VARIABLE:-}` in a compose file sets an empty string; people mean "not set".
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(present);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => fault(String(issue.path[0]), issue.message, present));
  faults.push(...unknownVariables(present), ...halfAWitness(present));
  if (!parsed.success || faults.length > 0) throw new EnvironmentError(faults);

  const { data } = parsed;
  const { IMPACT_WITNESS_URL: url, IMPACT_WITNESS_KEY: key } = data;
  return {
    dataRoot: data.IMPACT_DATA,
    scratch: data.IMPACT_SCRATCH,
    databaseUrl: data.DATABASE_URL,
    kurrentdbUrl: data.KURRENTDB_URL,
    redisUrl: data.REDIS_URL,
    host: data.HOST,
    port: data.PORT,
    publicUrl: data.IMPACT_PUBLIC_URL,
    masterKey: data.IMPACT_MASTER_KEY,
    newMasterKey: data.IMPACT_NEW_MASTER_KEY,
    signingKey: data.IMPACT_SIGNING_KEY,
    anchorFile: data.IMPACT_ANCHOR_FILE,
    witness: url !== undefined && key !== undefined ? { url, key } : undefined,
    logLevel: data.IMPACT_LOG_LEVEL,
    locale: data.IMPACT_LOCALE,
    publication: data.IMPACT_PUBLICATION,
    apiUrl: data.IMPACT_URL,
    token: data.IMPACT_TOKEN,
  };
}

function fault(variable: string, remedy: string, env: Readonly<Record<string, string | undefined>>): EnvironmentFault {
  return { variable, found: SECRETS.has(variable) ? undefined : JSON.stringify(env[variable]), remedy };
}

/** A misspelt name would otherwise be obeyed by nobody, in silence. Only our own prefix can be judged. */
function unknownVariables(env: Readonly<Record<string, string | undefined>>): EnvironmentFault[] {
  const known = Object.keys(schema.shape);
  return Object.keys(env)
    .filter((name) => name.startsWith('IMPACT_') && !known.includes(name))
    .map((variable) => {
      const names = known.filter((name) => name.startsWith('IMPACT_')).join(', ');
      return { variable, found: 'not a variable we know', remedy: `remove it, or write one of ${names}` };
    });
}

/** What a witness signs is worth nothing unless it is checked. */
function halfAWitness(env: Readonly<Record<string, string | undefined>>): EnvironmentFault[] {
  const pair = ['IMPACT_WITNESS_URL', 'IMPACT_WITNESS_KEY'];
  const absent = pair.filter((name) => env[name] === undefined);
  if (absent.length !== 1) return [];
  return absent.map((variable) => ({
    variable,
    found: 'not set',
    remedy: 'set the address and the verifier key of the witness, or neither',
  }));
}

function address(protocols: readonly string[], example: string) {
  return z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol) && new URL(text).hostname !== '',
      `write an address like ${example}`,
    );
}

function httpAddress(example: string) {
  return address(['http:', 'https:'], example).transform((url) => url.replace(/\/+$/, ''));
}

function asJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const message = 'write JSON such as {"smallest":11,"sources":{"hiring declarations":20}}';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
}

function secretKey() {
  return z
    .string()
    .refine(isKey, 'write 32 random bytes in base64: the output of `openssl rand -base64 32`')
    .transform((key) => Uint8Array.from(Buffer.from(key, 'base64')));
}

function isKey(text: string): boolean {
  // Buffer ignores what is not base64, so a short or damaged key is only seen by writing it again.
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 32 && bytes.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
}
