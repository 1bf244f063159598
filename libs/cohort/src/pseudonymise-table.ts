import { writeAs } from './erase-rows.js';
import { checkNames, asText, withSource } from './open-source.js';
import { identifier, literal } from './sql.js';

export interface Pseudonymisation {
  /** Columns whose values are replaced. */
  readonly columns: readonly string[];
  /** Secret of the data set: with it the same person has the same pseudonym, without it nobody finds the person. */
  readonly key: Uint8Array;
  /** Path of the file to write, of the same kind as the one read. */
  readonly out: string;
}

const BLOCK = 64;

/**
 * Writes a copy in which the named columns hold HMAC-SHA-256 (RFC 2104) of their text, in hexadecimal; missing values
 * stay missing, all other values are written as they were read. Rows keep their order: the same input and key give the
 * same file. Errors: those of the file; unknown-column.
 */
export async function pseudonymiseTable(path: string, { columns, key, out }: Pseudonymisation): Promise<void> {
  await withSource(
    path,
    async ({ connection, names, format, rows }) => {
      checkNames(columns, names);
      // HMAC is two nested hashes with a padded key; as variables, the key stays out of every statement and message.
      await connection.run(`SET VARIABLE inner_pad = unhex('${padded(key, 0x36)}')`);
      await connection.run(`SET VARIABLE outer_pad = unhex('${padded(key, 0x5c)}')`);
      const selected = names.map((name) =>
        columns.includes(name) ? `${hmac(asText(name))} AS ${identifier(name)}` : identifier(name),
      );
      await rows(`COPY (SELECT ${selected.join(', ')} FROM source) TO ${literal(out)} ${writeAs(format.kind)}`);
    },
    [out],
  );
}

const hmac = (text: string): string =>
  `sha256(getvariable('outer_pad') || unhex(sha256(getvariable('inner_pad') || encode(${text}))))`;

function padded(key: Uint8Array, mask: number): string {
  if (key.length > BLOCK)
    throw new RangeError(`The key has ${key.length} bytes; HMAC-SHA-256 here takes at most ${BLOCK}.`);
  const block = Buffer.alloc(BLOCK);
  block.set(key);
  return Buffer.from(block.map((byte) => byte ^ mask)).toString('hex');
}
