/**
 * PostgreSQL arrays in their binary form, which needs no escaping on this side and no parsing on the other: an event is
 * JSON, where the text form of an array would escape every quote. `pg` sends a Buffer as a binary parameter.
 */
export function textArray(values: readonly string[]): Buffer {
  const sizes = values.map((value) => Buffer.byteLength(value));
  const buffer = Buffer.allocUnsafe(HEADER + sizes.reduce((sum, size) => sum + 4 + size, 0));
  let offset = writeHeader(buffer, TEXT, values.length);
  values.forEach((value, index) => {
    offset = buffer.writeInt32BE(sizes[index] ?? 0, offset);
    offset += buffer.write(value, offset, 'utf8');
  });
  return buffer;
}

/** `integer[]`, of whole numbers of 32 bits. */
export function integerArray(values: readonly number[]): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER + values.length * 8);
  let offset = writeHeader(buffer, INTEGER, values.length);
  for (const value of values) {
    offset = buffer.writeInt32BE(4, offset);
    offset = buffer.writeInt32BE(value, offset);
  }
  return buffer;
}

/** `uuid[]`. One long text of hexadecimal digits, the size before each, is read at once; that is faster than 500 short ones. */
export function uuidArray(values: readonly string[]): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER + values.length * 20);
  const offset = writeHeader(buffer, UUID, values.length);
  buffer.write(`${UUID_SIZE}${values.join(UUID_SIZE)}`.replaceAll('-', ''), offset, 'hex');
  return buffer;
}

function writeHeader(buffer: Buffer, type: number, length: number): number {
  let offset = buffer.writeInt32BE(1, 0); // dimensions
  offset = buffer.writeInt32BE(0, offset); // no nulls
  offset = buffer.writeInt32BE(type, offset);
  offset = buffer.writeInt32BE(length, offset);
  return buffer.writeInt32BE(1, offset); // lower bound
}

const HEADER = 20;
const UUID_SIZE = '00000010';
/** Object identifiers of the types of the elements. */
const INTEGER = 23;
const TEXT = 25;
const UUID = 2950;
