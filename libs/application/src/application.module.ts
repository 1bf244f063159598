import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { EventStore, Vault } from '@impact-ledger/ledger';
import { AuthorisingPublisher } from './command/authorising-publisher.js';
import { DataSetHandler } from './handlers/dataset.handler.js';
import { EVENT_STORE } from './handlers/event-store.token.js';
import { IndicatorHandler } from './handlers/indicator.handler.js';
import { MeasurementHandler } from './handlers/measurement.handler.js';
import { ProductHandler } from './handlers/product.handler.js';
import { StudyHandler } from './handlers/study.handler.js';

export interface ApplicationOptions {
  readonly store: EventStore;
  /** For processes that take in or read person-level data. */
  readonly vault?: Vault;
}

/** What handlers and use-cases ask Nest for when they need person-level data. */
export const VAULT = Symbol('Vault');

/** Commands in, events out: import it once per process and send messages over the CommandBus. */
@Module({})
export class ApplicationModule {
  static register({ store, vault }: ApplicationOptions): DynamicModule {
    return {
      module: ApplicationModule,
      imports: [CqrsModule.forRoot({ commandPublisher: new AuthorisingPublisher() })],
      providers: [
        { provide: EVENT_STORE, useValue: store },
        { provide: VAULT, useValue: vault },
        ProductHandler,
        IndicatorHandler,
        MeasurementHandler,
        DataSetHandler,
        StudyHandler,
      ],
      exports: [EVENT_STORE, VAULT],
    };
  }
}
