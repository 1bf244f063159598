import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StudyMessage } from '@impact-ledger/application';
import { CommandBus } from '@nestjs/cqrs';
import { Resources } from '../../apps/api/src/resources.js';
import { table, trial } from '../../apps/worker/src/testing/trial.js';
import { executeRun } from '../../apps/worker/src/runs/execute-run.js';
import { jobFinding } from '../crash/given.js';
import { dataSetForm, startHarness, type Account, type Answer, type Harness } from './harness.js';

const AUTHOR: Account = { account: 'claire', role: 'analyst' };
const SECOND: Account = { account: 'ines', role: 'analyst' };
const EDITOR: Account = { account: 'paul', role: 'editor' };
const SPONSOR: Account = { account: 'sofia', role: 'sponsor' };
const COACH: Account = { account: 'carl', role: 'coach' };

describe('the forms by which a second person decides', () => {
  let api: Harness;
  let run: string;
  const study = '/studies/mail';

  beforeAll(async () => {
    api = await startHarness();
    const made = [
      await api.post(
        '/v1/products',
        {
          product: trial.product,
          name: 'La Bonne Boite',
          incubator: 'Emploi',
          problem: { en: 'Most jobs are never advertised.' },
          phase: 'acceleration',
        },
        { as: EDITOR },
      ),
      await api.post('/v1/indicators', jobFinding, { as: EDITOR }),
    ];
    const { payload, headers } = dataSetForm(
      {
        dataset: 'people',
        product: trial.product,
        name: 'simulated persons',
        source: 'simulation',
        extractedOn: '2026-01-31',
        quality: 90,
        pseudonymised: ['person'],
      },
      table(400),
    );
    made.push(
      await api.post('/v1/datasets', payload, { as: AUTHOR, headers }),
      await api.post('/v1/studies', { study: 'mail', protocol: trial }, { as: AUTHOR }),
      await api.post('/v1/studies/mail/data', { dataset: 'people' }, { as: AUTHOR, ifMatch: 0 }),
      await api.post('/v1/studies/mail/freeze', {}, { as: AUTHOR, ifMatch: 1 }),
    );
    const asked = await api.post<{ run: string }>('/v1/studies/mail/runs', {}, { as: AUTHOR });
    expect([...made, asked].filter(({ status }) => status >= 300).map(({ text }) => text)).toEqual([]);
    run = asked.body.run;
    const bus = api.app.get(CommandBus, { strict: false });
    const { store, vault } = api.app.get(Resources);
    await executeRun(
      { study: 'mail', run },
      {
        store,
        vault,
        engine: { version: '0.1.0', lock: 'a'.repeat(64) },
        onStep: () => undefined,
        send: (id, request, key) =>
          bus.execute(new StudyMessage(id, request, { actor: { id: 'worker', role: 'worker' }, idempotencyKey: key })),
      },
    );
  }, 60_000);
  afterAll(() => api.close());

  const headers = { accept: 'text/html', 'accept-language': 'en', 'content-type': 'application/x-www-form-urlencoded' };
  const shown = async (path: string, as: Account): Promise<string> => {
    const position = String(await api.store.head());
    return (await api.get(`${path}?minPosition=${position}`, { as, headers: { accept: 'text/html' } })).text;
  };
  /** As a browser sends the form that stands on the page, or as somebody does who took it from another's page. */
  const send = async (
    path: string,
    act: string,
    fields: Record<string, string>,
    as: Account,
    from = as,
  ): Promise<Answer> => {
    const page = await shown(path, from);
    const form = new RegExp(`<form[^>]* action="([^"]*/${act})"[^>]*>(.*?)</form>`, 's').exec(page);
    if (!form) throw new Error(`no form "${act}" on ${path} for ${from.account}`);
    const hidden = [...form[2]!.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map((each) => [
      each[1] ?? '',
      each[2] ?? '',
    ]);
    const body = new URLSearchParams([...hidden, ...Object.entries(fields)]);
    return api.post(form[1]!, body.toString(), { as, headers });
  };
  const last = async (stream: string) => (await api.store.readStream(stream)).at(-1);

  test('a definition is approved by somebody who did not write it, whose role lets them', async () => {
    const path = '/indicators/job-finding';
    const own = await shown(path, EDITOR);
    expect(own).toContain('You wrote this version');
    expect(own).not.toContain('job-finding/approve"');
    expect(await shown(path, COACH)).not.toContain('job-finding/approve"');
    const form = (revision: number) => `revision=${revision}&definitionVersion=1&comment=read`;
    const refused = await api.post(`${path}/approve`, form(0), { as: EDITOR, headers });
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('Another person must do this.')]);
    expect((await api.post(`${path}/approve`, form(0), { as: COACH, headers })).status).toBe(403);
    const stale = await api.post(`${path}/approve`, form(7), { as: SPONSOR, headers });
    expect([stale.status, stale.text]).toEqual([412, expect.stringContaining('moved on since you opened the page')]);
    expect(await last('indicator-job-finding')).toMatchObject({ type: 'IndicatorDefined' });

    const approved = await send(path, 'approve', { comment: 'Read against the source.' }, SPONSOR);
    expect([approved.status, approved.headers['location']]).toEqual([303, expect.stringMatching(`^${path}\\?`)]);
    expect(await last('indicator-job-finding')).toMatchObject({
      type: 'IndicatorDefinitionApproved',
      data: { definitionVersion: 1, comment: 'Read against the source.' },
      metadata: { actor: { id: 'sofia', role: 'sponsor' } },
    });
    const after = await shown(path, SPONSOR);
    expect(after).toContain('Approved by sofia');
    expect(after).not.toContain('job-finding/approve"');
  });

  test('a result is reviewed, published and taken back by others than its author, in that order', async () => {
    const fields = { comment: 'Flow and gates read.', decision: 'accepted' };
    const own = await shown(study, AUTHOR);
    expect(own).not.toContain('/review"');
    expect(own).toMatch(/You wrote the protocol: .* Any account whose role is .* may do it, except \S+, who wrote/);
    expect((await send(study, 'review', fields, AUTHOR, SECOND)).text).toContain('Another person must do this.');
    expect((await send(study, 'review', { ...fields, comment: ' ' }, SECOND)).status).toBe(400);
    expect(await shown(study, COACH)).not.toContain('/review"');
    expect((await send(study, 'review', fields, SECOND)).status).toBe(303);
    expect(await last('study-mail')).toMatchObject({ type: 'StudyResultReviewed', data: { run, ...fields } });

    expect((await send(study, 'publish', {}, AUTHOR, EDITOR)).status).toBe(403);
    const published = await send(study, 'publish', {}, EDITOR);
    expect([published.status, published.headers['location']]).toEqual([
      303,
      expect.stringMatching(`^${study}\\?run=${run}&minPosition=`),
    ]);
    expect((await send(study, 'retract', { reason: 'mine' }, AUTHOR, EDITOR)).status).toBe(403);
    expect((await send(study, 'retract', { reason: 'The source withdrew its file.' }, EDITOR)).status).toBe(303);
    expect(await last('study-mail')).toMatchObject({
      type: 'StudyResultRetracted',
      data: { run, reason: 'The source withdrew its file.' },
      metadata: { actor: { id: 'paul' } },
    });
    await expect(send(study, 'retract', { reason: 'again' }, EDITOR)).rejects.toThrow('no form');
  });

  test('what was known before is decided on by nobody', async () => {
    const { text } = await api.get(`${study}?asOf=1000`, { as: SECOND, headers: { accept: 'text/html' } });
    expect(text).not.toContain('method="post" action="/studies');
  });
});
