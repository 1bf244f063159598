import type { en } from './en.js';
import { builder } from './fr/builder.js';
import { dataset } from './fr/dataset.js';
import { decide } from './fr/decide.js';
import { drift } from './fr/drift.js';
import { eventLogs } from './fr/event-logs.js';
import { frame } from './fr/frame.js';
import { study } from './fr/study.js';
import { figures } from './fr/figures.js';
import { log } from './fr/log.js';
import { record } from './fr/record.js';
import { runs } from './fr/runs.js';

/** French. Spaces before double punctuation are made narrow and unbreakable when the page is written. */
export const fr: typeof en = {
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
