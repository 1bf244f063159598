/** What only the command line reads, a secret among it. */
const OF_THE_CLIENT = ['IMPACT_URL', 'IMPACT_TOKEN'];

/** The environment for the servers that the command line starts: without what they have no use for. */
export const serverEnvironment = (env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !OF_THE_CLIENT.includes(name)));
