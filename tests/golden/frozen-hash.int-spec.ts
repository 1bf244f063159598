import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StudyMessage } from '@impact-ledger/application';
import type { Actor, NewEvent } from '@impact-ledger/domain';
import { exportBundle, fingerprint, newId, publishedCheckpoint } from '@impact-ledger/ledger';
import { parseVerifier, verifyBundle } from '@impact-ledger/proof';
import { StudyHandler } from '../../libs/application/src/handlers/study.handler.js';
import { openInstallation, type Installation } from '../support/signed-installation.js';

const AUDITOR: Actor = { id: 'nora', role: 'auditor' };
const ANALYST: Actor = { id: 'claire', role: 'analyst' };

const sample = (type: string): NewEvent =>
  JSON.parse(readFileSync(new URL(`./events/${type}.v1.json`, import.meta.url), 'utf8')) as NewEvent;
interface WithProtocol {
  readonly protocol: { readonly dataProtection: { readonly reference: string } };
}

describe('a study that an older release drafted', () => {
  let given: Installation;
  const folder = mkdtempSync(join(tmpdir(), 'impact-frozen-'));
  beforeAll(async () => {
    given = await openInstallation();
  });
  afterAll(async () => {
    await given.close();
    rmSync(folder, { recursive: true });
  });

  const drafted = async (study: string, ...events: NewEvent[]): Promise<void> => {
    const fresh = events.map(({ type, version, data, metadata }) => ({ id: newId(), type, version, data, metadata }));
    await given.store.append({ stream: `study-${study}`, expected: 'absent', events: fresh });
  };
  const freeze = (study: string) =>
    new StudyHandler(given.store).execute(
      new StudyMessage(study, { type: 'FreezeStudy', data: {} }, { actor: ANALYST }),
    );
  const frozenHash = async (study: string): Promise<unknown> =>
    ((await given.store.readStream(`study-${study}`)).at(-1)?.data as { protocolHash: unknown }).protocolHash;

  async function faults(study?: string): Promise<readonly string[]> {
    await given.signAll();
    const key = (await publishedCheckpoint(given.database.pool))?.verifierKey ?? '';
    const sources = { pool: given.database.pool, store: given.store, engine: '0.1.0' };
    let text = '';
    for await (const piece of await exportBundle(sources, AUDITOR, { study })) text += piece;
    const path = join(folder, 'bundle');
    writeFileSync(path, text);
    return (await verifyBundle(path, { verifier: parseVerifier(key) })).faults.map(({ message }) => message);
  }

  test('and this one froze checks out: the frozen hash is of the protocol as it was stored', async () => {
    const draft = sample('StudyDrafted');
    await drafted('older', draft);
    await freeze('older');
    expect(await frozenHash('older')).toBe(fingerprint((draft.data as WithProtocol).protocol));
    expect(await faults('older')).toEqual([]);
    expect(await faults()).toEqual([]);
  }, 60_000);

  test('be it read otherwise by now: a text with blanks around it reads without them', async () => {
    const { protocol } = sample('StudyDrafted').data as WithProtocol;
    const blank = { ...protocol, dataProtection: { ...protocol.dataProtection, reference: '  a decision  ' } };
    await drafted('blank', { ...sample('StudyDrafted'), data: { protocol: blank } });
    await freeze('blank');
    expect(await frozenHash('blank')).toBe(fingerprint(blank));
    expect(await faults('blank')).toEqual([]);
    expect(await faults()).toEqual([]);
  }, 60_000);

  test('and amended checks out, and a frozen hash of something else does not', async () => {
    const amended = sample('StudyAmended');
    const { protocol } = amended.data as WithProtocol;
    const draft = { ...sample('StudyDrafted'), data: { protocol } };
    const hash = { protocolHash: fingerprint(protocol) };
    const frozen = { ...sample('StudyFrozen'), data: hash };
    await drafted('amended', draft, frozen, { ...amended, data: { ...(amended.data as object), ...hash } });
    expect(await faults()).toEqual([]);
    await drafted('other', draft, { ...frozen, data: { protocolHash: 'a'.repeat(64) } });
    expect(await faults('other')).toEqual([expect.stringContaining('The protocol that was frozen is not the one')]);
    expect(await faults()).toHaveLength(1);
  }, 60_000);
});
