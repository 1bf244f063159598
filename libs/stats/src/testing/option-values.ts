import type { CatalogueEntry } from '../catalogue/define-estimator.js';

/** One call of a method: what the contract and the fixtures are made of. */
interface Asked {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Every value of every option that has a list of them, as `id option=value`; a flag has two. */
export const optionValues = ({ id, options }: CatalogueEntry): string[] =>
  options.flatMap(({ name, kind, choices }) =>
    (kind === 'flag' ? ['false', 'true'] : (choices ?? [])).map((value) => `${id} ${name}=${value}`),
  );

/** The values that no call asks for, by name or as a default. */
export function neverAsked(entries: readonly CatalogueEntry[], calls: readonly Asked[]): string[] {
  const asked = new Set<string>();
  for (const { id, options } of calls) {
    const entry = entries.find((candidate) => candidate.id === id);
    for (const option of entry?.options ?? []) {
      const value = options[option.name] ?? option.default;
      if (typeof value === 'string' || typeof value === 'boolean') asked.add(`${id} ${option.name}=${value}`);
    }
  }
  return entries.flatMap(optionValues).filter((value) => !asked.has(value));
}
