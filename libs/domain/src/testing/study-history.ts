import type { DataSetState } from '../dataset/dataset.js';
import type { Protocol } from '../study/protocol.js';
import * as events from '../study/study-events.js';
import { HASH, OTHER_HASH, protocol, registered, result, RUN } from './protocols.js';

export const OTHER_RUN = '0b0f6f3c-4a43-4d2c-9a0e-0d7c6f1f0a12';
export const drafted = events.StudyDrafted.create({ protocol });
export const attached = events.StudyDataAttached.create({ dataset: 'people', sha256: HASH });
export const frozen = events.StudyFrozen.create({ protocolHash: HASH });
export const requested = events.StudyRunRequested.create({
  run: RUN,
  dataset: 'people',
  sha256: HASH,
  protocolHash: HASH,
  look: 1,
  exploratory: false,
  earlierInformation: [],
  last: false,
});
export const completed = events.StudyRunCompleted.create({ run: RUN, resultHash: HASH, result: result('positive') });
export const ready = [drafted, attached, frozen];
export const looked = [...ready, requested, completed];

export const requestRun = (onlyOnNewData = false) => ({
  type: 'RequestRun' as const,
  data: { run: OTHER_RUN, onlyOnNewData },
});

/** Other data of the same study. */
export const newer = events.StudyDataAttached.create({ dataset: 'people-2', sha256: OTHER_HASH });

/** An amendment: the same protocol again, on the data that are there, unless it says otherwise. */
export const amend = (
  data: { readonly protocol?: Protocol; readonly reason?: string; readonly dataset?: string } = {},
  datasetState: DataSetState = registered,
) => ({
  type: 'AmendStudy' as const,
  data: { protocol, reason: 'clearer', ...data },
  protocolHash: OTHER_HASH,
  datasetState,
});
