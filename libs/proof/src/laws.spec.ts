import { describe, expect, it } from '@jest/globals';
import { RFC9162 } from '@transmute/rfc9162';
import fc from 'fast-check';
import { verifyConsistency } from './consistency.js';
import { Frontier } from './frontier.js';
import { verifyInclusion } from './inclusion.js';
import { ProofError } from './proof-error.js';
import { consistencyProof, inclusionProof, treeRoot } from './prove.js';
import { tilesOf } from './testing/memory-tiles.js';
import { TILE_WIDTH } from './tiles.js';
import { leafHash, nodeHash } from './tree-hash.js';

const LARGEST = 700;
const leaves = Array.from({ length: LARGEST }, (_, index) => leafHash(`leaf ${index}`));
const tiles = tilesOf(leaves);

const roots = (() => {
  const edge = new Frontier();
  return [
    edge.root(),
    ...leaves.map((leaf) => {
      edge.append(leaf);
      return edge.root();
    }),
  ];
})();
const rootAt = (size: number): Uint8Array => roots[size] ?? new Uint8Array();

/** Sizes near the edges of tiles are as likely as all others together. */
const size = fc.oneof(
  fc.integer({ min: 1, max: LARGEST }),
  fc.constantFrom(1, 2, 255, 256, 257, 511, 512, 513, LARGEST),
);
const leafIn = fc.tuple(size, fc.nat()).map(([of, any]) => ({ size: of, leafIndex: any % of }));
const twoSizes = fc.tuple(size, size).map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }));

const flipped = (hash: Uint8Array, bit: number): Uint8Array =>
  hash.map((byte, index) => (index === Math.floor(bit / 8) % 32 ? byte ^ (1 << (bit % 8)) : byte));
const failsWith = (check: () => void): string | undefined => {
  try {
    check();
  } catch (error) {
    if (error instanceof ProofError) return error.kind;
    throw error;
  }
  return undefined;
};

describe('laws of proofs', () => {
  it('every leaf is proved in every tree that has it', async () => {
    const { read } = await tiles;
    await fc.assert(
      fc.asyncProperty(leafIn, async ({ leafIndex, size: of }) => {
        const proof = await inclusionProof(leafIndex, of, read);
        verifyInclusion({ leafHash: leaves[leafIndex]!, leafIndex, size: of, root: rootAt(of), proof });
      }),
      { numRuns: 500 },
    );
  });

  it('no changed proof, leaf, place or root is accepted', async () => {
    const { read } = await tiles;
    const harm = fc.record({ what: fc.nat(), bit: fc.nat({ max: 255 }), other: fc.nat({ max: LARGEST }) });
    await fc.assert(
      fc.asyncProperty(leafIn, harm, async ({ leafIndex, size: of }, { what, bit, other }) => {
        const proof = await inclusionProof(leafIndex, of, read);
        const claim = { leafHash: leaves[leafIndex]!, leafIndex, size: of, root: rootAt(of), proof };
        const step = proof.length === 0 ? 0 : what % proof.length;
        const harmed = [
          { ...claim, leafHash: flipped(claim.leafHash, bit) },
          { ...claim, root: flipped(claim.root, bit) },
          { ...claim, proof: [...proof, claim.root] },
          { ...claim, proof: [...proof.slice(0, step), claim.leafHash, ...proof.slice(step)] },
          ...(proof.length > 0
            ? [
                { ...claim, proof: proof.map((hash, index) => (index === step ? flipped(hash, bit) : hash)) },
                { ...claim, proof: proof.toSpliced(step, 1) },
              ]
            : []),
          ...(other === leafIndex ? [] : [{ ...claim, leafIndex: other }]),
        ];
        for (const wrong of harmed) expect(failsWith(() => verifyInclusion(wrong))).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  it('every tree extends every smaller one, and nothing else passes for the smaller one', async () => {
    const { read } = await tiles;
    await fc.assert(
      fc.asyncProperty(twoSizes, fc.nat({ max: 255 }), fc.nat(), async ({ from, to }, bit, what) => {
        const proof = await consistencyProof(from, to, read);
        const claim = { from, to, fromRoot: rootAt(from), toRoot: rootAt(to), proof };
        verifyConsistency(claim);
        const harmed = [
          { ...claim, fromRoot: flipped(claim.fromRoot, bit) },
          { ...claim, toRoot: flipped(claim.toRoot, bit) },
          { ...claim, proof: [...proof, claim.toRoot] },
          { ...claim, from: to, to: from, proof: [claim.toRoot] },
          ...(proof.length > 0
            ? [
                { ...claim, proof: proof.with(what % proof.length, flipped(proof[what % proof.length]!, bit)) },
                { ...claim, proof: proof.toSpliced(what % proof.length, 1) },
                { ...claim, proof: [] },
              ]
            : []),
        ];
        for (const wrong of harmed) expect(failsWith(() => verifyConsistency(wrong))).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });

  it('says which end of a consistency proof does not hold', async () => {
    const { read } = await tiles;
    const proof = await consistencyProof(300, 600, read);
    const claim = { from: 300, to: 600, fromRoot: rootAt(300), toRoot: rootAt(600), proof };
    expect(failsWith(() => verifyConsistency({ ...claim, fromRoot: rootAt(299) }))).toBe('wrong-old-root');
    expect(failsWith(() => verifyConsistency({ ...claim, toRoot: rootAt(601) }))).toBe('wrong-new-root');
    expect(failsWith(() => verifyConsistency({ ...claim, to: 299 }))).toBe('wrong-size');
  });

  it('agrees with an independent implementation of RFC 9162 on random trees', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 40, selector: String }),
        fc.nat(),
        fc.nat(),
        async (entries, anyLeaf, anySize) => {
          const { read } = await tilesOf(entries.map(leafHash));
          const of = entries.length;
          const leafIndex = anyLeaf % of;
          const from = 1 + (anySize % of);
          const root = await treeRoot(of, read);
          expect(Buffer.from(root)).toEqual(Buffer.from(await RFC9162.treeHead(entries)));

          const theirs = await RFC9162.inclusionProof(entries[leafIndex]!, entries);
          const ours = await inclusionProof(leafIndex, of, read);
          expect(ours.map((hash) => Buffer.from(hash))).toEqual(theirs.inclusion_path.map((hash) => Buffer.from(hash)));

          const fromRoot = await treeRoot(from, read);
          const proof = await consistencyProof(from, of, read);
          verifyConsistency({ from, to: of, fromRoot, toRoot: root, proof });
          // Of a full subtree the other one also sends the old root, which RFC 9162 leaves out: the verifier has it.
          const full = Number.isInteger(Math.log2(from));
          const path = full ? [fromRoot, ...proof] : proof;
          const consistency = await RFC9162.consistencyProof({ ...theirs, tree_size: from }, entries);
          if (from === of) return;
          expect(consistency.consistency_path.map((hash) => Buffer.from(hash))).toEqual(
            path.map((h) => Buffer.from(h)),
          );
          const claim = { log_id: '', tree_size_1: from, tree_size_2: of, consistency_path: path };
          expect(await RFC9162.verifyConsistencyProof(fromRoot, root, claim)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a tree that grows', () => {
  it('is the same however it was written, and continues from its tiles', async () => {
    const { kept } = await tiles;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 6 }), async (steps) => {
        const inSteps = await tilesOf(leaves, steps);
        expect(inSteps.tree.root()).toEqual(rootAt(LARGEST));
        expect(new Set(inSteps.kept.keys())).toEqual(new Set(kept.keys()));
      }),
      { numRuns: 25 },
    );
  });

  it('has full tiles above full tiles', async () => {
    const many = Array.from({ length: TILE_WIDTH ** 2 + 3 }, () => leaves[0]!);
    const { read, tree, kept } = await tilesOf(many, [TILE_WIDTH ** 2 - 1, 1, 1]);
    expect(tree.root()).toEqual(await treeRoot(many.length, read));
    expect([...kept.keys()].filter((key) => !key.startsWith('0/')).sort()).toEqual(['1/0', '2/0']);
    const proof = await inclusionProof(70, many.length, read);
    verifyInclusion({ leafHash: leaves[0]!, leafIndex: 70, size: many.length, root: tree.root(), proof });
  });

  it('says which tile is missing', async () => {
    const { read } = await tiles;
    await expect(inclusionProof(0, LARGEST + 1, read)).rejects.toMatchObject({ kind: 'missing-tile' });
  });

  it('keeps as many hashes as its size has digits, and continues from them', () => {
    const edge = new Frontier();
    const size = 2 ** 17;
    for (let index = 0; index < size - 1; index += 1) edge.append(leaves[0]!);
    expect(edge.roots).toHaveLength(17);
    edge.append(leaves[0]!);
    let root = leaves[0]!;
    for (let level = 0; level < 17; level += 1) root = nodeHash(root, root);
    expect(edge.root()).toEqual(root);
    expect(Frontier.of(edge.size, edge.roots).root()).toEqual(root);
    expect(() => Frontier.of(3, edge.roots)).toThrow(ProofError);
  });
});
