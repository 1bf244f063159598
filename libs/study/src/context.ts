import type { Protocol, RunInputs } from '@impact-ledger/domain';
import type { Table } from '@impact-ledger/stats';

/** What every analysis of one run shares. */
export interface AnalysisContext {
  readonly table: Table;
  readonly protocol: Protocol;
  readonly inputs: RunInputs;
}
