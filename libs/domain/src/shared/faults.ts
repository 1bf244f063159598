/** One thing wrong with an input. */
export interface Fault {
  /** JSON pointer (RFC 6901) into what was sent; empty for the whole of it. */
  readonly pointer: string;
  /** Reads on from its place: "/alpha must be below 0.5". */
  readonly detail: string;
}

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly code?: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

/** A name as a step of a JSON pointer. */
export const pointerStep = (key: PropertyKey): string => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

const pointerTo = (path: Issue['path'] = []): string =>
  path.map((segment) => pointerStep(typeof segment === 'object' ? segment.key : segment)).join('');

/**
 * The issues of a zod schema as faults, whoever reads them: one per unknown key, and inside a union those of the form
 * that was meant.
 */
export function faultsOf(issues: readonly Issue[], base = ''): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const pointer = base + pointerTo(issue.path);
    if (issue.code === 'unrecognized_keys' && issue.keys) {
      return issue.keys.map((key) => ({
        pointer: pointer + pointerStep(key),
        detail: 'is not a field we know: remove it, or correct its name',
      }));
    }
    // The form whose faults lie deeper than its very type is the one the sender had in mind.
    const meant = issue.errors?.filter((branch) => branch.every(({ path }) => (path?.length ?? 0) > 0)) ?? [];
    if (meant.length === 1 && meant[0]) return faultsOf(meant[0], pointer);
    return [{ pointer, detail: issue.message }];
  });
}
