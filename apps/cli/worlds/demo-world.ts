import type {
  CorrectMeasurement,
  DataSetDeclaration,
  DefineIndicator,
  MeasurementCell,
  Protocol,
  RecordMeasurement,
  RedefineIndicator,
  RegisterProduct,
  SetIndicatorTarget,
} from '@impact-ledger/domain';
import type { z } from 'zod';

export interface DemoIndicator {
  readonly define: z.infer<typeof DefineIndicator>;
  /** In order: the first makes definition 2. */
  readonly redefinitions: readonly z.infer<typeof RedefineIndicator>[];
  readonly targets: readonly z.infer<typeof SetIndicatorTarget>[];
}

/** A figure given out again under a later vintage, with the reason. */
export interface DemoCorrection {
  readonly cell: z.infer<typeof MeasurementCell>;
  readonly correction: z.infer<typeof CorrectMeasurement>;
}

export interface DemoDataSet {
  readonly declaration: DataSetDeclaration;
  readonly fileName: string;
  /** The file as a person would send it, before pseudonyms: pieces of UTF-8 text, the same at each call. */
  readonly file: () => AsyncIterable<string>;
}

export interface DemoStudy {
  readonly id: string;
  readonly protocol: Protocol;
  readonly dataset: string;
}

/**
 * Plain data of a demonstration, to be loaded through the public API in this order: products, indicators with their
 * redefinitions, measurements, corrections, targets, data sets, studies. `publish` names the studies whose result is
 * reviewed and published. Nothing here knows how it is loaded.
 */
export interface DemoWorld {
  readonly id: string;
  readonly products: readonly z.infer<typeof RegisterProduct>[];
  readonly indicators: readonly DemoIndicator[];
  readonly measurements: readonly z.infer<typeof RecordMeasurement>[];
  readonly corrections: readonly DemoCorrection[];
  readonly datasets: readonly DemoDataSet[];
  readonly studies: readonly DemoStudy[];
  readonly publish: readonly string[];
}
