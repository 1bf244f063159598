import type { Protocol } from './protocol.js';
import type { SeenLook } from './seen-looks.js';

export interface RunState {
  readonly status: 'requested' | 'completed' | 'refused' | 'failed' | 'cancelled';
  readonly dataset: string;
  readonly sha256: string;
  readonly look: number;
  readonly requestedBy: string;
  /** Seal of the document of a refused run; absent when no estimate was computed. */
  readonly sealed?: string;
  readonly unsealed?: boolean;
  readonly declaredLast: boolean;
  readonly told?: SeenLook['told'];
  readonly review?: 'accepted' | 'rejected';
  readonly publication?: 'published' | 'retracted';
}

export interface LiveStudy {
  readonly status: 'drafted' | 'frozen';
  readonly protocol: Protocol;
  readonly protocolHash?: string;
  /** The protocol was changed after a look: what follows explores, it does not confirm. */
  readonly exploratory: boolean;
  /** Accounts that wrote the protocol: none of them reviews or publishes. */
  readonly authors: readonly string[];
  readonly data?: { readonly dataset: string; readonly sha256: string };
  readonly runs: Readonly<Record<string, RunState>>;
  /** In the order they were seen. A sealed result was seen by nobody, so it is no look until it is unsealed. */
  readonly looks: readonly SeenLook[];
}

export type StudyState = { readonly status: 'absent' } | LiveStudy;
