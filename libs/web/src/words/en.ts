import { builder } from './en/builder.js';
import { dataset } from './en/dataset.js';
import { decide } from './en/decide.js';
import { drift } from './en/drift.js';
import { eventLogs } from './en/event-logs.js';
import { frame } from './en/frame.js';
import { study } from './en/study.js';
import { figures } from './en/figures.js';
import { log } from './en/log.js';
import { record } from './en/record.js';
import { runs } from './en/runs.js';

/** English. Sentences with numbers take them already written in the reader's format. */
export const en = {
  ...builder,
  ...dataset,
  ...decide,
  ...drift,
  ...eventLogs,
  ...frame,
  ...study,
  ...figures,
  ...log,
  ...record,
  ...runs,
};
