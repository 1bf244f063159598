import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkpointText, openCheckpoint, parseCheckpoint, parseCheckpointText, signCheckpoint } from './checkpoint.js';
import { cosign, verifyCosignature } from './cosignature.js';
import { parseVerifier, publicKeyPem, signerOf } from './keys.js';
import { formatNote, formatSignature, parseNote, parseSignatures, signNote, verifyNote } from './signed-note.js';
import { leafHash } from './tree-hash.js';

/** The example of C2SP signed-note, https://c2sp.org/signed-note. */
const FOO = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const FOO_NOTE = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;

/** The vectors of the Go implementation that the format comes from: golang.org/x/mod/sumdb/note, note_test.go. */
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const PETER_SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const ENOCH = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_LINE =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const ENOCH_LINE =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';

const kind = (check: () => unknown): unknown => {
  try {
    check();
  } catch (error) {
    return (error as { kind?: unknown }).kind;
  }
  return undefined;
};

describe('keys', () => {
  it.each([FOO, PETER, ENOCH])('reads %s and writes it again', (text) => {
    expect(parseVerifier(text).text).toBe(text);
  });

  it('takes no part of a key for a key, nor a damaged one', () => {
    for (let from = 0; from <= PETER.length; from += 1) {
      for (let to = from + 1; to <= PETER.length; to += 1) {
        if (to - from < PETER.length) expect(kind(() => parseVerifier(PETER.slice(from, to)))).toBe('malformed-key');
      }
    }
    for (let at = 0; at < PETER.length; at += 1) {
      const damaged = PETER.slice(0, at) + String.fromCharCode(PETER.charCodeAt(at) + 1) + PETER.slice(at + 1);
      expect(kind(() => parseVerifier(damaged))).toBe('malformed-key');
    }
  });

  it.each([
    ['a longer key under its own id', 'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=='],
    ['an algorithm that is none', 'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(kind(() => parseVerifier(text))).toBe('malformed-key');
  });

  it('makes the public key from the seed', () => {
    const { verifier } = signerOf('PeterNeumann', PETER_SEED);
    expect(verifier.text).toBe(PETER);
    expect(publicKeyPem(verifier)).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    expect(kind(() => signerOf('a b', PETER_SEED))).toBe('malformed-key');
    expect(kind(() => signerOf('a', PETER_SEED.subarray(1)))).toBe('malformed-key');
  });
});

describe('notes', () => {
  it('verifies the example of the specification', () => {
    const note = parseNote(FOO_NOTE);
    expect(note.text).toBe('This is an example message.\n');
    expect(kind(() => verifyNote(note, parseVerifier(FOO)))).toBeUndefined();
  });

  it('signs byte for byte as the Go implementation does', () => {
    expect(formatNote(signNote(TEXT, signerOf('PeterNeumann', PETER_SEED)))).toBe(`${TEXT}\n${PETER_LINE}`);
  });

  it('passes over signatures of other keys, and never over a wrong one of its own', () => {
    const both = parseNote(`${TEXT}\n${PETER_LINE}${ENOCH_LINE}`);
    expect(kind(() => verifyNote(both, parseVerifier(PETER)))).toBeUndefined();
    expect(kind(() => verifyNote(both, parseVerifier(ENOCH)))).toBeUndefined();
    expect(kind(() => verifyNote(parseNote(`${TEXT}\n${PETER_LINE}`), parseVerifier(ENOCH)))).toBe('unsigned');
    expect(kind(() => verifyNote({ ...both, text: `${TEXT}more\n` }, parseVerifier(PETER)))).toBe('bad-signature');
  });

  it.each([
    ['the text alone', TEXT],
    ['no signature', `${TEXT}\n`],
    ['a signature without its end', `${TEXT}\n${PETER_LINE.slice(0, -1)}`],
    ['a control character', `\u0001${TEXT}\n${PETER_LINE}`],
    ['half of a surrogate pair', `\ud800${TEXT}\n${PETER_LINE}`],
    ['a name with a space', `${TEXT}\n${PETER_LINE.replace('PeterNeumann', 'Bad Name')}`],
    ['a name with a plus', `${TEXT}\n${PETER_LINE.replace('PeterNeumann', 'Bad+Name')}`],
    ['a line that is no signature', `${TEXT}\n${PETER_LINE}Unexpected line.\n`],
    ['more signatures than anyone needs', `${TEXT}\n${PETER_LINE.repeat(101)}`],
  ])('refuses %s', (_, note) => {
    expect(kind(() => parseNote(note))).toBe('malformed-note');
  });

  it('refuses a note with any bit of the text or signature changed', () => {
    fc.assert(
      fc.property(fc.nat({ max: FOO_NOTE.length - 1 }), fc.integer({ min: 1, max: 127 }), (at, by) => {
        const changed =
          FOO_NOTE.slice(0, at) + String.fromCharCode(FOO_NOTE.charCodeAt(at) ^ by) + FOO_NOTE.slice(at + 1);
        expect(kind(() => verifyNote(parseNote(changed), parseVerifier(FOO)))).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });
});

/** The example of C2SP tlog-checkpoint and tlog-cosignature; the specifications give no keys for it. */
const CHECKPOINT = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`;

describe('checkpoints', () => {
  const seed = new Uint8Array(32).fill(7);
  const log = signerOf('ledger.example/log', seed);
  const checkpoint = { origin: 'ledger.example/log', size: 3, root: leafHash('x') };

  it('reads the example of the specification and writes it again', () => {
    const { origin, size, root, note } = parseCheckpoint(CHECKPOINT);
    expect([origin, size]).toEqual(['example.com/behind-the-sofa', 20_852_163]);
    expect(formatNote(note)).toBe(CHECKPOINT);
    expect(checkpointText({ origin, size, root })).toBe(note.text);
  });

  it('reads the tree of the Go implementation', () => {
    const text = 'go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n';
    const tree = { origin: 'go.sum database tree', size: 123_456_789_012, root: leafHash('hello world') };
    expect(checkpointText(tree)).toBe(text);
    expect(parseCheckpointText(`${text}an extension\n`).size).toBe(tree.size);
  });

  it('opens what it signed, under its own origin only', () => {
    const signed = signCheckpoint(checkpoint, log);
    expect(openCheckpoint(signed, log.verifier)).toMatchObject({ origin: 'ledger.example/log', size: 3 });
    expect(kind(() => openCheckpoint(signed, log.verifier, 'other.example'))).toBe('wrong-origin');
    expect(kind(() => openCheckpoint(signed.replace('\n3\n', '\n4\n'), log.verifier))).toBe('bad-signature');
    expect(kind(() => openCheckpoint(signed, signerOf('other', seed).verifier))).toBe('unsigned');
  });

  it.each(['', 'a\n1\n', 'a\n01\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n', 'a\n1\nTszz\n', 'a\n-1\nTszz\n'])(
    'refuses %j as a text',
    (text) => {
      expect(kind(() => parseCheckpointText(text))).toBe('malformed-checkpoint');
    },
  );

  it('reads the time of a cosignature where the specification puts it', () => {
    const { note } = parseCheckpoint(CHECKPOINT);
    const time = Buffer.from(note.signatures[1]?.signature ?? []).readBigUInt64BE();
    expect(time).toBe(1_679_315_147n);
  });

  it('takes a cosignature of this checkpoint only', () => {
    const witness = signerOf('witness.example/w1', seed, 'cosignature');
    const { note } = parseCheckpoint(signCheckpoint(checkpoint, log));
    const line = formatSignature(cosign(note.text, 1_700_000_000, witness));
    const cosigned = { ...note, signatures: [...note.signatures, ...parseSignatures(line)] };
    expect(parseVerifier(witness.verifier.text).use).toBe('cosignature');
    expect(verifyCosignature(cosigned, witness.verifier)).toBe(1_700_000_000);
    expect(kind(() => verifyCosignature(note, witness.verifier))).toBe('unsigned');
    const other = { ...cosigned, text: checkpointText({ ...checkpoint, size: 4 }) };
    expect(kind(() => verifyCosignature(other, witness.verifier))).toBe('bad-signature');
    // The key of a note under the same name is another key.
    expect(kind(() => verifyCosignature(cosigned, signerOf('witness.example/w1', seed).verifier))).toBe('unsigned');
  });
});
