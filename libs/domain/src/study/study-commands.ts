import { z } from 'zod';
import type { Command } from '../shared/decider.js';
import { slug, text } from '../shared/text.js';
import type { DataSetState } from '../dataset/dataset.js';
import { Protocol } from './protocol.js';
import type { StudyResult } from './result.js';

// Commands: what a person sends

export const DraftStudy = z.strictObject({ study: slug(), protocol: Protocol });
export const ReviseProtocol = z.strictObject({ protocol: Protocol, reason: text(1000) });
/** `dataset` is attached with the amendment, for a protocol that reads other data; not set: what is attached has to fit. */
export const AmendStudy = ReviseProtocol.extend({ dataset: slug().optional() });
/** `last` declares that no look is to follow: what is left of the error rate is spent on it. */
export const RequestRun = z.strictObject({ last: z.boolean().optional() });
export const AttachData = z.strictObject({ dataset: slug() });
export const ScheduleStudy = z.strictObject({
  pattern: text(60)
    .regex(
      /^(\S+\s+){4}\S+$/,
      'must be a cron expression of five fields, such as "0 6 1 * *" (the 1st of each month at 06:00)',
    )
    .nullable(),
});
export const CancelRun = z.strictObject({ reason: text(1000) });
export const ExportReproduction = z.strictObject({ reason: text(1000) });
export const ReviewResult = z.strictObject({ decision: z.enum(['accepted', 'rejected']), comment: text(1000) });
export const RetractResult = z.strictObject({ reason: text(1000) });
export const UnsealResult = z.strictObject({ reason: text(1000) });
export const ReadSealedResult = z.strictObject({ reason: text(1000) });

// Commands: what the decider takes, with what other streams and the clock know

export type StudyCommand =
  | Command<'DraftStudy', { readonly protocol: Protocol }>
  | Command<'ReviseProtocol', z.infer<typeof ReviseProtocol>>
  | (Command<'AttachData', z.infer<typeof AttachData>> & { readonly datasetState: DataSetState })
  | (Command<'FreezeStudy', Record<string, never>> & {
      readonly protocolHash: string;
      readonly datasetState: DataSetState;
    })
  | (Command<'AmendStudy', z.infer<typeof AmendStudy>> & {
      readonly protocolHash: string;
      /** Of the data set that is attached, or to be: absent where there is none. */
      readonly datasetState: DataSetState;
    })
  | Command<'ScheduleStudy', z.infer<typeof ScheduleStudy>>
  /** `onlyOnNewData`: a tick of the schedule on data already looked at asks for nothing. `last`: no look is to follow. */
  | Command<'RequestRun', { readonly run: string; readonly onlyOnNewData: boolean } & z.infer<typeof RequestRun>>
  | Command<'CompleteRun', EndOfRun>
  | Command<'FailRun', { readonly run: string; readonly reason: string }>
  | Command<'CancelRun', { readonly run: string } & z.infer<typeof CancelRun>>
  | Command<'ExportReproduction', { readonly run: string } & z.infer<typeof ExportReproduction>>
  | Command<'ReviewResult', { readonly run: string } & z.infer<typeof ReviewResult>>
  | Command<'PublishResult', { readonly run: string }>
  | Command<'RetractResult', { readonly run: string } & z.infer<typeof RetractResult>>
  | Command<'UnsealResult', { readonly run: string } & z.infer<typeof UnsealResult>>
  | Command<'ReadSealedResult', { readonly run: string } & z.infer<typeof ReadSealedResult>>;

export interface EndOfRun {
  readonly run: string;
  readonly resultHash: string;
  readonly result: StudyResult;
  /** Seal of the document in the vault that holds the estimate of a refused run; null when there is none. */
  readonly sealed: string | null;
}
