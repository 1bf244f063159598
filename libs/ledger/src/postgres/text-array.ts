/**
 * A PostgreSQL `text[]` in its binary form, which needs no escaping on this side and no parsing on the other: an event
 * is JSON, where the text form of an array would escape every quote. `pg` sends a Buffer as a binary parameter.
 */
export function textArray(values: readonly string[]): Buffer {
  const sizes = values.map((value) => Buffer.byteLength(value));
  const buffer = Buffer.allocUnsafe(HEADER + sizes.reduce((sum, size) => sum + 4 + size, 0));
  let offset = buffer.writeInt32BE(1, 0); // dimensions
  offset = buffer.writeInt32BE(0, offset); // no nulls
  offset = buffer.writeInt32BE(TEXT, offset);
  offset = buffer.writeInt32BE(values.length, offset);
  offset = buffer.writeInt32BE(1, offset); // lower bound
  values.forEach((value, index) => {
    offset = buffer.writeInt32BE(sizes[index] ?? 0, offset);
    offset += buffer.write(value, offset, 'utf8');
  });
  return buffer;
}

const HEADER = 20;
const TEXT = 25;
