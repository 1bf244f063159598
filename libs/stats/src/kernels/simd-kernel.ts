import type { BlockKernel } from './block-kernel.js';
import { SIMD_BINARY } from './simd-binary.js';

/** What is used of WebAssembly: the compiler's own declarations come only with those of a browser. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: object };
};

type Exports = Omit<BlockKernel, 'name' | 'memory'> & {
  readonly memory: { readonly buffer: ArrayBuffer; grow: (pages: number) => number };
};

const PAGE = 65_536;
let compiled: object | undefined;

/** The kernel compiled from libs/stats/assembly with a memory of its own, or null where WebAssembly with SIMD is missing or not allowed. */
export function simdKernel(): BlockKernel | null {
  let exports: Exports;
  try {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(SIMD_BINARY), (letter) => letter.charCodeAt(0)));
    exports = new WebAssembly.Instance(compiled).exports as Exports;
  } catch {
    return null;
  }
  let view = new Float64Array(exports.memory.buffer);
  return {
    ...exports,
    name: 'simd',
    memory(doubles) {
      const missing = doubles * 8 - exports.memory.buffer.byteLength;
      if (missing > 0) exports.memory.grow(Math.ceil(missing / PAGE));
      if (view.buffer !== exports.memory.buffer) view = new Float64Array(exports.memory.buffer);
      return view;
    },
  };
}
