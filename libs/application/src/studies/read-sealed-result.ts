import { DomainError, readEvent, StudyResult } from '@impact-ledger/domain';
import type { EventStore, Vault } from '@impact-ledger/ledger';
import type { CommandBus } from '@nestjs/cqrs';
import type { CommandEnvelope, CommandReceipt } from '../command/envelope.js';
import { history } from '../command/load.js';
import { StudyMessage } from '../command/messages.js';

export interface SealedReading {
  /** Of the event that says who read it and why. */
  readonly receipt: CommandReceipt;
  readonly seal: string;
  /** In hexadecimal: SHA-256 of its bytes, then of `document`, is the seal. */
  readonly salt: string;
  /** Canonical JSON, as it was sealed. */
  readonly document: string;
  readonly result: StudyResult;
}

/**
 * The unsealed document of a refused run. The reading is recorded first: nobody sees what the ledger does not say they
 * saw.
 * @throws Forbidden, DomainError (`wrong_state` while it is sealed), VaultError
 */
export async function readSealedResult(
  { store, bus, vault }: { readonly store: EventStore; readonly bus: CommandBus; readonly vault: Vault },
  { study, run, reason }: { readonly study: string; readonly run: string; readonly reason: string },
  envelope: CommandEnvelope,
): Promise<SealedReading> {
  const receipt = await bus.execute(
    new StudyMessage(study, { type: 'ReadSealedResult', data: { run, reason } }, envelope),
  );
  const seal = await sealOf(store, study, run);
  const { document, salt } = await vault.openResult(run, seal);
  return { receipt, seal, salt, document, result: StudyResult.parse(JSON.parse(document)) };
}

async function sealOf(store: EventStore, study: string, run: string): Promise<string> {
  for (const recorded of await history(store, `study-${study}`)) {
    const event = readEvent(recorded);
    if (event.type !== 'StudyRunRefused') continue;
    const data = event.data as { readonly run: string; readonly sealed: string | null };
    if (data.run === run && data.sealed !== null) return data.sealed;
  }
  throw new DomainError('not_found', `Run "${run}" of study "${study}" has no sealed result.`);
}
