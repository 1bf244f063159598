import { readEnvironment, type Environment } from '@impact-ledger/platform';

/** What only the command line reads: where the API is, and who asks. */
export interface ClientSettings {
  readonly url: string | undefined;
  readonly token: string | undefined;
}

const CLIENT_VARIABLES = ['IMPACT_URL', 'IMPACT_TOKEN'];

/** The environment without the variables of the client, for the servers it starts: a secret they have no use for. */
export const serverEnvironment = (env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !CLIENT_VARIABLES.includes(name)));

/** @throws EnvironmentError naming every variable that cannot be used */
export const settings = (
  env: NodeJS.ProcessEnv = process.env,
): { readonly environment: Environment; readonly client: ClientSettings } => ({
  environment: readEnvironment(serverEnvironment(env)),
  client: { url: env['IMPACT_URL'] || undefined, token: env['IMPACT_TOKEN'] || undefined },
});
