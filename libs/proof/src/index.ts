/** Proofs about the log, checked without trusting who keeps it: no database, no network, nothing of ours. */
export { leafHash, nodeHash } from './tree-hash.js';
