/** Proofs about the log, checked without trusting who keeps it: no database, no network, nothing of ours. */
export { fromBase64, toBase64 } from './base64.js';
export {
  checkpointText,
  openCheckpoint,
  parseCheckpoint,
  parseCheckpointText,
  signCheckpoint,
  type Checkpoint,
} from './checkpoint.js';
export { verifyConsistency, type ConsistencyClaim } from './consistency.js';
export { cosign, verifyCosignature } from './cosignature.js';
export { Frontier } from './frontier.js';
export { rootFromInclusion, verifyInclusion, type InclusionClaim } from './inclusion.js';
export {
  isKeyName,
  parseVerifier,
  publicKeyPem,
  signerOf,
  verifierOf,
  type KeyUse,
  type Signer,
  type Verifier,
} from './keys.js';
export { ProofError, type ProofErrorKind } from './proof-error.js';
export { consistencyProof, inclusionProof, treeRoot, type TileReader } from './prove.js';
export {
  formatNote,
  formatSignature,
  parseNote,
  parseSignatures,
  signNote,
  verifyNote,
  type NoteSignature,
  type SignedNote,
} from './signed-note.js';
export { TiledTree } from './tiled-tree.js';
export {
  parseTilePath,
  TILE_HEIGHT,
  TILE_WIDTH,
  tileHashes,
  tilePath,
  tileWidth,
  type Tile,
  type TileAddress,
  type TilePart,
} from './tiles.js';
export { emptyRoot, HASH_BYTES, leafHash, nodeHash, sameHash } from './tree-hash.js';
export type { CheckedFigure } from './bundle/check-studies.js';
export type { CheckStep, Fault } from './bundle/faults.js';
export type { BundleHeader, BundleScope } from './bundle/format.js';
export { splitCheckpoints } from './bundle/notes.js';
export { scanHere, scanInThreads, type Scanner } from './bundle/scan-threads.js';
export { verifyCommand, type VerifyFlags, type VerifyOutcome } from './bundle/verify-command.js';
export { verifyBundle, type BundleReport, type VerifyOptions } from './bundle/verify-bundle.js';
export { writeBundle, type BundleContent, type PlacedProof } from './bundle/write-bundle.js';
