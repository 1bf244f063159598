import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readEngine } from '@impact-ledger/application';
import { ANYONE, type Actor } from '@impact-ledger/domain';
import * as read from '@impact-ledger/readmodel';
import {
  indicatorPage,
  indicatorsPage,
  portfolioPage,
  statsPage,
  studiesPage,
  studyPage,
  type PageContext,
} from '@impact-ledger/web';
import type { PoolClient } from 'pg';
import { publicDocument } from '../../apps/api/src/resources/public-stats.js';
import { compareAll } from '../../libs/readmodel/src/replay/questions.js';
import { Scratch } from '../../libs/readmodel/src/replay/scratch.js';
import { appendAll, dice } from '../../libs/readmodel/testing/history.js';
import { wholeHistory } from '../../libs/readmodel/testing/whole-history.js';
import { size } from '../faults/full-size.js';
import { startHarness, type Harness } from './harness.js';

const EVENTS = size(2_000, 20_000);
const MOMENTS = size(20, 200);
const admin: Actor = { id: 'the-admin', role: 'admin' };

/** What a ledger that ends at the moment says: the same questions, asked of its own now, by the path that asks them as of then. */
type Questions = readonly (readonly [path: string, answer: () => Promise<unknown>])[];

describe(`${EVENTS} events of everything, as of ${MOMENTS} moments`, () => {
  let api: Harness;
  let client: PoolClient;
  let scratch: Scratch;
  const roll = dice(11);
  const positions = Array.from({ length: MOMENTS }, () => 1 + roll(EVENTS)).sort((a, b) => a - b);

  beforeAll(async () => {
    api = await startHarness();
    await appendAll(api.store, wholeHistory(2026, EVENTS));
    client = await api.database.pool.connect();
    scratch = await Scratch.open(client, api.store);
    const head = await api.store.head();
    expect(await read.waitForPosition(scratch.live, head, 120_000)).toBe(true);
    // The rebuilt tables tell the freshness of the live ones, so that all the rest of a page can be compared.
    await client.query('create temporary table projection as table read.projection');
  }, 180_000);
  afterAll(async () => {
    client.release(true);
    await api.close();
  });

  /** What the public read then, without what has been retracted since: a figure taken back is never given out again. */
  const publicThen = async (product: string) => {
    const then = await read.readPublicStats(scratch.rebuilt, ANYONE, product);
    const now = await read.readPublicStats(scratch.live, ANYONE, product);
    const since = new Map(now?.results.map(({ run, retraction }) => [run, retraction]));
    return (
      then && {
        ...then,
        results: then.results.map((each) => {
          const retraction = since.get(each.run) ?? null;
          return retraction ? { ...each, retraction, result: null } : each;
        }),
      }
    );
  };

  const questions = (day: string): Questions => {
    const db = scratch.rebuilt;
    const [product, indicator, study] = [`p${roll(6)}`, `i${roll(30)}`, `s${roll(40)}`];
    const one = async <View>(view: Promise<View | undefined>): Promise<View | undefined> => view;
    return [
      ['/v1/products', () => read.listProducts(db, admin)],
      [`/v1/products?validAt=${day}`, () => read.listProducts(db, admin, { validAt: day })],
      [`/v1/products/${product}`, () => one(read.readProduct(db, admin, product))],
      ['/v1/indicators', () => read.listIndicators(db, admin)],
      [`/v1/indicators?validAt=${day}`, () => read.listIndicators(db, admin, { validAt: day })],
      [`/v1/indicators/${indicator}`, () => one(read.readIndicator(db, admin, indicator))],
      [
        `/v1/measurements?indicator=${indicator}&limit=1000`,
        () => read.listMeasurements(db, admin, { indicator, limit: 1000 }),
      ],
      [
        `/v1/measurements?validAt=${day}&includeHistory=true`,
        () => read.listMeasurements(db, admin, { validAt: day, includeHistory: true }),
      ],
      ['/v1/datasets', () => read.listDataSets(db, admin)],
      ['/v1/studies', () => read.listStudies(db, admin)],
      [`/v1/studies/${study}`, () => one(read.readStudy(db, admin, study))],
      [`/v1/studies/${study}/runs`, () => read.listRuns(db, admin, { study })],
      ['/v1/audit/events', () => read.listEvents(db, admin)],
      ['/v1/audit/events?about=sealed', () => read.listEvents(db, admin, { about: 'sealed' })],
      [
        `/v1/public/${product}/stats`,
        async () => {
          const stats = await publicThen(product);
          return stats && publicDocument(stats);
        },
      ],
    ];
  };

  const pages = (at: (path: string) => PageContext): Questions => {
    const db = scratch.rebuilt;
    const [product, indicator, study] = [`p${roll(6)}`, `i${roll(30)}`, `s${roll(40)}`];
    const named = async (id: string) => {
      const found = await read.readProduct(db, admin, id);
      return found && { product: found };
    };
    return [
      ['/', async () => portfolioPage({ ...at('/'), products: await read.readPortfolio(db, admin) })],
      [
        '/indicators',
        async () => indicatorsPage({ ...at('/indicators'), indicators: await read.listIndicators(db, admin) }),
      ],
      [
        `/indicators/${indicator}`,
        async () => {
          const found = await read.readIndicator(db, admin, indicator);
          if (!found) return undefined;
          const history = { indicator, includeHistory: true, limit: 1000 };
          const first = await read.listMeasurements(db, admin, history);
          const rest =
            first.next === null
              ? []
              : (await read.listMeasurements(db, admin, { ...history, cursor: first.next })).items;
          const measurements = [...first.items, ...rest];
          const context = at(`/indicators/${indicator}`);
          return indicatorPage({ ...context, indicator: found, measurements, ...(await named(found.product)) });
        },
      ],
      ['/studies', async () => studiesPage({ ...at('/studies'), studies: await read.listStudies(db, admin) })],
      [
        `/studies/${study}`,
        async () => {
          const found = await read.readStudy(db, admin, study);
          return (
            found &&
            studyPage({
              ...at(`/studies/${study}`),
              study: found,
              engine: await readEngine(),
              ...(await named(found.product)),
            })
          );
        },
      ],
      [
        `/${product}/stats`,
        async () => {
          const stats = await publicThen(product);
          return stats && statsPage({ ...at(`/${product}/stats`), stats });
        },
      ],
    ];
  };

  test('every table, every list, every page says what a ledger says that ends there', async () => {
    const asked = { tables: 0, answers: 0, pages: 0, absent: 0 };
    const freshness = await read.freshness(scratch.live);
    for (const [index, position] of positions.entries()) {
      const moment = { by: 'position', position: `${position}` } as const;
      const { events } = await scratch.advance(moment);
      expect(events).toBe(position);
      const compared = await compareAll(scratch.live, scratch.rebuilt, moment);
      expect(compared.filter(({ differences }) => differences > 0)).toEqual([]);
      asked.tables += compared.length;

      const day = `${2023 + roll(4)}-0${1 + roll(9)}-15`;
      const asOf = (path: string) => `${path}${path.includes('?') ? '&' : '?'}asOf=${position}`;
      const compare = async (path: string, answer: () => Promise<unknown>, of: 'answers' | 'pages') => {
        const then = await answer();
        const live = await api.get(asOf(path), { headers: { 'accept-language': 'en' } });
        expect([path, live.status]).toEqual([path, then === undefined ? 404 : 200]);
        if (then === undefined) asked.absent += 1;
        else {
          expect(live.text).toBe(of === 'pages' ? then : JSON.stringify(then));
          asked[of] += 1;
        }
      };
      const lists = questions(day);
      for (const [path, answer] of lists.filter((_, at) => at % 3 === index % 3))
        await compare(path, answer, 'answers');
      const at = (path: string) => ({ locale: 'en' as const, path: asOf(path), actor: admin, freshness });
      const shown = pages(at);
      for (const [path, answer] of shown.filter((_, each) => each === index % shown.length)) {
        await compare(path, answer, 'pages');
      }
    }
    expect(asked).toMatchObject({ tables: MOMENTS * 11 });
    expect(asked.answers).toBeGreaterThan(MOMENTS * 4);
    expect(asked.pages).toBeGreaterThan(MOMENTS * 0.9);
  }, 600_000);

  test('a moment that is none is refused, with what to write', async () => {
    for (const path of ['/v1/studies', '/v1/datasets/d1', '/v1/public/p1/stats', '/v1/audit/events', '/v1/products']) {
      const answer = await api.get(`${path}?asOf=yesterday`);
      expect(answer).toMatchObject({
        status: 400,
        headers: { 'content-type': expect.stringContaining('problem+json') },
      });
      expect(answer.body['detail']).toMatch(
        /"yesterday" is no moment of the ledger: write a position .*, a time .*, or a day/,
      );
    }
    const page = await api.get('/studies?asOf=yesterday', { headers: { accept: 'text/html' } });
    expect(page.status).toBe(400);
    expect((await api.get('/?validAt=never')).status).toBe(400);
  });
});
