/** Words of 32 bits in a key. */
export const KEY_WORDS = 4;

/**
 * Keys of 128 bits in the order they came, and where each was seen first: some 30 bytes a key, where a Map takes hundreds.
 * Hence a million ids are told apart in the memory of a photograph.
 */
export class KeyTable {
  #size = 0;
  #keys = new Uint32Array(1024 * KEY_WORDS);
  /** Place in the order plus one; 0 is free. Open addressing, at most half full. */
  #slots = new Int32Array(2048);
  /** Nobody can choose ids that all fall on one place. */
  readonly #seed = (Math.random() * 2 ** 32) >>> 0;

  /** Keys so far, repeated ones included. */
  get size(): number {
    return this.#size;
  }

  /** The key that came as number `index`: four words. */
  at(index: number): Uint32Array {
    return this.#keys.subarray(index * KEY_WORDS, (index + 1) * KEY_WORDS);
  }

  /** Where this key was seen first, or -1: looked up, not added. */
  find(keys: Uint32Array, at: number): number {
    return (this.#slots[this.#slotOf(keys, at)] ?? 0) - 1;
  }

  /** Adds the key in `keys` from `at` on; gives where it was seen before, or -1. */
  add(keys: Uint32Array, at: number): number {
    this.#grow();
    const index = this.#size;
    this.#keys.set(keys.subarray(at, at + KEY_WORDS), index * KEY_WORDS);
    this.#size += 1;
    const slot = this.#slotOf(keys, at);
    const before = (this.#slots[slot] ?? 0) - 1;
    if (before === -1) this.#slots[slot] = index + 1;
    return before;
  }

  /** Adds a place to the order whose key is unknown, such as of a line that cannot be read. */
  skip(): void {
    this.#grow();
    this.#size += 1;
  }

  #slotOf(keys: Uint32Array, at: number): number {
    const mask = this.#slots.length - 1;
    let hash = this.#seed;
    for (let word = 0; word < KEY_WORDS; word += 1) {
      hash = Math.imul(hash ^ (keys[at + word] ?? 0), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const index = (this.#slots[slot] ?? 0) - 1;
      if (index === -1 || this.#same(index, keys, at)) return slot;
    }
  }

  #same(index: number, keys: Uint32Array, at: number): boolean {
    for (let word = 0; word < KEY_WORDS; word += 1) {
      if (this.#keys[index * KEY_WORDS + word] !== keys[at + word]) return false;
    }
    return true;
  }

  #grow(): void {
    if ((this.#size + 1) * KEY_WORDS > this.#keys.length) {
      const larger = new Uint32Array(this.#keys.length * 2);
      larger.set(this.#keys);
      this.#keys = larger;
    }
    if ((this.#size + 1) * 2 <= this.#slots.length) return;
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    for (const entry of old) {
      if (entry !== 0) this.#slots[this.#slotOf(this.#keys, (entry - 1) * KEY_WORDS)] = entry;
    }
  }
}
