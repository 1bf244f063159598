import { ApplicationModule } from '@impact-ledger/application';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AccessGuard } from './access/access.guard.js';
import { MinPositionInterceptor } from './http/min-position.interceptor.js';
import { SchemaPipe } from './http/schema.pipe.js';
import { DocsController } from './openapi/docs.controller.js';
import { DecisionPagesController } from './pages/decision-pages.controller.js';
import { FiguresController } from './pages/figures.controller.js';
import { OpenPagesController } from './pages/open-pages.controller.js';
import { PagesController } from './pages/pages.controller.js';
import { ProtocolPagesController } from './pages/protocol-pages.controller.js';
import { RunPagesController } from './pages/run-pages.controller.js';
import { SealedPagesController } from './pages/sealed-pages.controller.js';
import { StudyPagesController } from './pages/study-pages.controller.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { AuditBundleController } from './resources/audit-bundle.controller.js';
import { AuditController } from './resources/audit.controller.js';
import { DataSetsController } from './resources/datasets.controller.js';
import { HealthController } from './resources/health.controller.js';
import { ImportController } from './resources/import.controller.js';
import { IndicatorsController } from './resources/indicators.controller.js';
import { LogController } from './resources/log.controller.js';
import { MeasurementsController } from './resources/measurements.controller.js';
import { ProductsController } from './resources/products.controller.js';
import { PublicController } from './resources/public.controller.js';
import { RunsController } from './resources/runs.controller.js';
import { ReproductionController } from './resources/reproduction.controller.js';
import { SealedResultsController } from './resources/sealed-results.controller.js';
import { SchemasController } from './resources/schemas.controller.js';
import { StudiesController } from './resources/studies.controller.js';
import { Resources } from './resources.js';

@Module({})
export class ApiModule {
  static register(resources: Resources): DynamicModule {
    return {
      module: ApiModule,
      global: true,
      imports: [ApplicationModule.register(resources)],
      controllers: [
        ProductsController,
        IndicatorsController,
        ImportController,
        MeasurementsController,
        DataSetsController,
        StudiesController,
        RunsController,
        ReproductionController,
        SealedResultsController,
        AuditBundleController,
        AuditController,
        LogController,
        PublicController,
        HealthController,
        DocsController,
        SchemasController,
        PagesController,
        StudyPagesController,
        ProtocolPagesController,
        RunPagesController,
        SealedPagesController,
        DecisionPagesController,
        FiguresController,
        OpenPagesController,
      ],
      providers: [
        { provide: Resources, useValue: resources },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useClass: SchemaPipe },
        { provide: APP_INTERCEPTOR, useClass: MinPositionInterceptor },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: [Resources],
    };
  }
}
