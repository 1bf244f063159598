/** A name as SQL writes it. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Text as SQL writes it. */
export const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;
