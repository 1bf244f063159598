import {
  keptMasterKey,
  keptSigningKey,
  readEnvironment,
  resolveDataRoot,
  resolveScratch,
  type Environment,
} from '@impact-ledger/platform';

/** What the worker cannot do without, read once per thread from the environment. */
export interface Settings {
  readonly databaseUrl: string;
  readonly kurrentdbUrl?: string | undefined;
  readonly redisUrl: string | undefined;
  readonly dataRoot: string;
  /** For decrypted copies; undefined: in memory where the system can. */
  readonly scratch: string | undefined;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  /** Seed of the key that signs the log, 32 bytes. */
  readonly signingKey: Uint8Array;
  readonly publicUrl: string | undefined;
  readonly anchorFile: string | undefined;
  readonly witness: Environment['witness'];
  readonly logLevel: Environment['logLevel'];
}

/** @throws EnvironmentError, or an Error that says what is missing */
export function readSettings(): Settings {
  const environment = readEnvironment();
  if (environment.databaseUrl === undefined) {
    throw new Error(
      'DATABASE_URL is not set: name the database of the ledger, or run `npm start`, which brings one and starts the worker on it.',
    );
  }
  const dataRoot = resolveDataRoot(environment.dataRoot).path;
  return {
    databaseUrl: environment.databaseUrl,
    kurrentdbUrl: environment.kurrentdbUrl,
    redisUrl: environment.redisUrl,
    dataRoot,
    scratch: resolveScratch(environment.scratch),
    masterKey: environment.masterKey ?? keptMasterKey(dataRoot).key,
    signingKey: environment.signingKey ?? keptSigningKey(dataRoot).key,
    publicUrl: environment.publicUrl,
    anchorFile: environment.anchorFile,
    witness: environment.witness,
    logLevel: environment.logLevel,
  };
}
