/**
 * The environment of every PostgreSQL program: nothing of ours. It keeps our secrets out of the server's `/proc`
 * entry, stray `PG*` variables out of its configuration, and an odd `LANG` out of its messages.
 */
export function childEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const needed = ['PATH', 'SystemRoot', 'TEMP', 'TMP'];
  const kept = needed.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { ...(Object.fromEntries(kept) as Record<string, string>), LC_ALL: 'C', TZ: 'UTC', ...extra };
}
