import { sketchProtocol, type Locale } from '@impact-ledger/domain';
import { diffDefinitions, type RunProgressView } from '@impact-ledger/readmodel';
import {
  auditPage,
  checkpointsPage,
  datasetPage,
  driftPage,
  eventPage,
  indicatorPage,
  indicatorsPage,
  portfolioPage,
  problemPage,
  protocolPage,
  signInPage,
  statsPage,
  studiesPage,
  studyPage,
  type PageContext,
} from '@impact-ledger/web';
import { ofCurves, ofOtherWaysOut } from './fixtures/adjusted.js';
import { bonneBoite, usersStudy } from './fixtures/bonne-boite.js';
import { checkpoints, origins } from './fixtures/checkpoints.js';
import { analyst, fingerprint, freshness } from './fixtures/context.js';
import { advisers, returnToWork, returnToWorkMeasurements, visits, visitsMeasurements } from './fixtures/indicators.js';
import { nswProduct, nswStudy, nswWith } from './fixtures/nsw.js';
import { canonical, events, plannedStats, products, stats } from './fixtures/record.js';
import { beside, ratio } from './fixtures/beside.js';
import { drifted } from './fixtures/drift.js';
import { ofLogs, parts } from './fixtures/event-logs.js';
import * as states from './fixtures/states.js';
import { ofClones, ofTrials } from './fixtures/trials.js';

const running: RunProgressView = {
  run: states.nswRequested.runs[0]?.run ?? '',
  startedAt: '2026-10-01T06:00:00.000Z',
  step: 'primary',
  done: 5,
  steps: 13,
  timings: [
    { step: 'load', milliseconds: 460 },
    { step: 'eligibility', milliseconds: 60 },
    { step: 'diagnostics', milliseconds: 450 },
    { step: 'gates', milliseconds: 10 },
    { step: 'naive', milliseconds: 20 },
  ],
};

const nothing = { items: [], next: null };

/** Every page in every state worth a look, from fixtures. */
export function gallery(locale: Locale): ReadonlyMap<string, string> {
  const at = (path: string): PageContext => ({ locale, path, actor: analyst, freshness });
  const anyone = (path: string): PageContext => ({ ...at(path), actor: null });
  const study = (each: typeof nswStudy) =>
    studyPage({ ...at(`/studies/${each.id}`), study: each, product: nswProduct });
  const { dataset } = nswStudy;
  if (!dataset) throw new Error('the fixtures hold a data set');
  const event = events[0];
  if (!event) throw new Error('the fixtures hold an event');
  return new Map([
    ['portfolio', portfolioPage({ ...at('/'), products })],
    ['portfolio-phase', portfolioPage({ ...at('/?phase=acceleration&sort=name'), products })],
    ['portfolio-no-match', portfolioPage({ ...at('/?phase=abandoned'), products })],
    ['portfolio-empty', portfolioPage({ ...at('/'), products: [], freshness: { position: '0', recordedAt: null } })],
    [
      'studies',
      studiesPage({
        ...at('/studies'),
        studies: {
          items: [nswStudy, usersStudy, states.nswRefused, states.underpowered, states.retracted, states.repeated],
          next: 'abc',
        },
      }),
    ],
    ['studies-empty', studiesPage({ ...at('/studies'), studies: nothing })],
    ['study-randomised', study(nswStudy)],
    ['study-unreviewed', study(nswWith({ review: null, publication: null }))],
    [
      'study-own',
      studyPage({
        ...at('/studies/nsw-randomised'),
        study: nswWith({ review: null, publication: null }),
        parties: { authors: [analyst.id, 'paul.durand'], requesters: {} },
      }),
    ],
    ['study-accepted', study(nswWith({ review: 'accepted', publication: null }))],
    ['study-cohort', studyPage({ ...at('/studies/bonne-boite-users'), study: usersStudy, product: bonneBoite })],
    ['study-naive', study(states.naive)],
    ['study-refused', study(states.nswRefused)],
    ['study-underpowered', study(states.underpowered)],
    ['study-null', study(states.nullEffect)],
    ['study-failed', study(states.nswFailed)],
    ['study-requested', study(states.nswRequested)],
    ['study-running', studyPage({ ...at('/studies/nsw-randomised'), study: states.nswRequested, progress: running })],
    ['dataset', datasetPage({ ...at('/datasets/nsw'), dataset, studies: [nswStudy], product: nswProduct })],
    ['dataset-parts', datasetPage({ ...at('/datasets/nsw'), dataset, parts, studies: [ofLogs], product: nswProduct })],
    ['dataset-erased', datasetPage({ ...at('/datasets/nsw'), dataset: { ...dataset, status: 'erased' }, studies: [] })],
    ['protocol', protocolPage({ ...at('/protocol'), answers: {} })],
    [
      'protocol-faults',
      protocolPage({
        ...at('/protocol'),
        answers: { question: 'Works?' },
        sketch: sketchProtocol({ question: 'Works?' }, locale),
      }),
    ],
    ['protocol-logs', protocolPage({ ...at('/protocol'), answers: { logs: 'job_seekers', rule: 'grace' } })],
    ['study-repeated', study(states.repeated)],
    ['study-planned', study(states.plannedLooks)],
    [
      'study-older-engine',
      studyPage({
        ...at('/studies/nsw-randomised'),
        study: nswStudy,
        engine: { version: '0.2.0', lock: fingerprint(9) },
      }),
    ],
    ['study-adjusted-curves', studyPage({ ...at('/studies/x'), study: ofCurves, product: bonneBoite })],
    [
      'study-other-ways-out',
      studyPage({ ...at('/studies/x'), study: ofOtherWaysOut('positive'), product: bonneBoite }),
    ],
    ['study-event-logs', study(ofLogs)],
    ['study-trials', studyPage({ ...at('/studies/x'), study: ofTrials, product: bonneBoite })],
    ['study-clones', studyPage({ ...at('/studies/x'), study: ofClones, product: bonneBoite })],
    ['study-drift', driftPage({ ...at('/studies/x/drift'), study: drifted })],
    ['study-drift-one-look', driftPage({ ...at('/studies/x/drift'), study: nswStudy })],
    ['study-beside', study(beside)],
    ['study-ratio', study(ratio)],
    ['study-older', studyPage({ ...at(`/studies/x?run=${nswStudy.run?.run}`), study: states.repeated })],
    ['study-retracted', study(states.retracted)],
    ['study-rejected', study(states.rejected)],
    [
      'study-sealed',
      studyPage({ ...at('/studies/nsw-cohort'), actor: { id: 'ines', role: 'analyst' }, study: states.nswSealed }),
    ],
    [
      'study-sealed-asked',
      studyPage({
        ...at('/studies/nsw-cohort'),
        actor: { id: 'ines', role: 'analyst' },
        study: states.nswSealed,
        parties: { authors: [], requesters: { [states.nswSealed.run?.run ?? '']: 'ines' } },
      }),
    ],
    ['study-unsealed', study(states.nswUnsealed)],
    [
      'study-unblinded',
      studyPage({ ...at('/studies/nsw-cohort'), study: states.nswUnsealed, reading: states.reading }),
    ],
    ['study-partly-erased', study(nswWith({ reproducibility: 'inputs_partly_erased' }))],
    [
      'study-erased',
      study(
        nswWith(
          { reproducibility: 'hash_only' },
          { dataset: nswStudy.dataset && { ...nswStudy.dataset, status: 'erased' } },
        ),
      ),
    ],
    ['study-drafted', study(nswWith(null, { status: 'drafted', frozenAt: null, protocolHash: null, dataset: null }))],
    ['study-frozen', study(nswWith(null))],
    [
      'indicators',
      indicatorsPage({
        ...at('/indicators'),
        indicators: { items: [returnToWork, visits, { ...advisers, status: 'retired' }], next: null },
      }),
    ],
    ['indicators-empty', indicatorsPage({ ...at('/indicators'), indicators: nothing })],
    [
      'indicator',
      indicatorPage({
        ...at('/indicators/return-to-employment'),
        indicator: returnToWork,
        measurements: returnToWorkMeasurements,
        product: bonneBoite,
      }),
    ],
    [
      'indicator-compared',
      indicatorPage({
        ...at('/indicators/return-to-employment?asOf=2026-10-01&from=1&to=3'),
        indicator: returnToWork,
        measurements: returnToWorkMeasurements,
        comparison: diffDefinitions(returnToWork, 1, 3) ?? null,
      }),
    ],
    [
      'indicator-compared-with-none',
      indicatorPage({
        ...at('/indicators/return-to-employment?from=1&to=9'),
        indicator: returnToWork,
        measurements: [],
        comparison: diffDefinitions(returnToWork, 1, 9) ?? null,
      }),
    ],
    [
      'indicator-past',
      indicatorPage({
        ...at('/indicators/visits?asOf=2026-03-31'),
        indicator: visits,
        measurements: visitsMeasurements.slice(0, 1),
      }),
    ],
    [
      'indicator-position',
      indicatorPage({
        ...at('/indicators/advisers?asOf=41007'),
        indicator: { ...advisers, status: 'retired' },
        measurements: [],
      }),
    ],
    ['audit', auditPage({ ...at('/audit'), events: { items: events, next: 'abc' }, stopped: [] })],
    ['audit-none', auditPage({ ...at('/audit?type=StudyDrafted&cursor=x'), events: nothing, stopped: [] })],
    [
      'audit-stopped',
      auditPage({
        ...at('/audit'),
        events: nothing,
        stopped: [
          {
            name: 'measurements',
            failure: { position: '42', stream: 'measurement-7d9f', reason: '"2025-Q9" is no period.' },
          },
        ],
      }),
    ],
    ['checkpoints', checkpointsPage({ ...at('/audit/checkpoints'), checkpoints, origins, refusal: null })],
    [
      'checkpoints-refused',
      checkpointsPage({
        ...at('/audit/checkpoints?cursor=1.9'),
        checkpoints: { items: checkpoints.items.slice(0, 1), next: null },
        origins: origins.slice(1),
        refusal: 'leaf 4 is not the event.',
      }),
    ],
    [
      'checkpoints-empty',
      checkpointsPage({ ...at('/audit/checkpoints'), checkpoints: nothing, origins: [], refusal: null }),
    ],
    [
      'event',
      eventPage({
        ...at('/audit/48190'),
        event: { ...event, reason: 'calendrier', causationId: event.id, correlationId: event.id },
        canonical,
        sha256: fingerprint(9),
        authority: { permission: 'RegisterProduct', roles: ['editor', 'admin'] },
        changes: [{ path: '/phase', before: null, after: '"acceleration"' }],
        proof: {
          leafIndex: 2,
          hashes: ['TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0='],
          checkpoint:
            'impact.example.org/log\n3\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n\n\u2014 impact.example.org/log AAAA\n',
          verifierKey: 'impact.example.org/log+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
        },
      }),
    ],
    ['stats', statsPage({ ...anyone('/bonne-boite/stats'), stats })],
    ['stats-planned', statsPage({ ...anyone('/boussole/stats'), stats: plannedStats })],
    ['stats-empty', statsPage({ ...anyone('/bonne-boite/stats'), stats: { ...stats, results: [], indicators: [] } })],
    ['sign-in', signInPage({ ...anyone('/sign-in'), notice: 'required' })],
    ['sign-in-expired', signInPage({ ...anyone('/sign-in'), notice: 'expired' })],
    ['problem-404', problemPage({ ...at('/nowhere'), status: 404 })],
    ['problem-500', problemPage({ ...at('/'), status: 500, reference: 'req-7f3a' })],
    ['problem-409', problemPage({ ...at('/studies/x/runs/y/publish'), status: 412 })],
    [
      'problem-four-eyes',
      problemPage({
        ...at('/studies/x/runs/y/review'),
        status: 403,
        fourEyes: true,
        detail: 'You wrote this protocol.',
      }),
    ],
    ['problem-403', problemPage({ ...anyone('/audit'), status: 403 })],
  ]);
}
