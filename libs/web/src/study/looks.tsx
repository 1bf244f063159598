import type { StudyDetail, StudyRunView } from '@impact-ledger/readmodel';
import type { Reader } from '../context.js';
import { looksSvg } from '../figures/looks.js';
import { DataTable } from '../parts/data-table.js';
import { Figure } from '../parts/figure.js';
import { VerdictTag } from '../parts/marks.js';
import { endedLooks } from './drift.js';
import { foundLooks, looksModel } from './look-points.js';
import type { EffectScale } from './scale.js';
import { headline } from './shown.js';

interface LooksProps {
  readonly reader: Reader;
  readonly study: StudyDetail;
  readonly run: StudyRunView | null;
  readonly scale: EffectScale | null;
  readonly source: string;
}

/** Every look at the data, and what each was allowed to say. */
export function StudyLooks({ reader, study, run, scale, source }: LooksProps) {
  const { t, f } = reader;
  const runs = [...study.runs].reverse();
  if (runs.length === 0) return null;
  const alpha = f.level(study.protocol.alpha);
  const found = foundLooks(runs);
  const planned = study.protocol.looks.kind !== 'single';
  const spent = (each: StudyRunView): string[] => {
    const look = each.result?.look;
    if (!planned) return [];
    return [
      look && look.fraction !== null ? f.percent(look.fraction, 0) : '',
      look && look.cumulative !== null ? f.percent(look.cumulative, 2) : '',
      look ? f.number(look.critical, 3) : '',
    ];
  };
  const title = t.looksHeading(new Set(runs.map(({ look }) => look)).size);
  const table = {
    caption: title,
    stack: true,
    columns: [
      { label: t.look },
      { label: t.requestedOn },
      { label: t.status },
      { label: t.verdictLabel },
      ...(planned ? [t.information, t.alphaSpent, t.critical].map((label) => ({ label, numeric: true })) : []),
      { label: t.interval, numeric: true },
    ],
    rows: runs.map((each) => [
      <a
        key={each.run}
        href={`/studies/${study.id}?run=${each.run}`}
        {...(each.run === run?.run ? { 'aria-current': 'true' as const } : {})}
      >
        {each.look}
      </a>,
      f.day(each.requestedAt),
      t.studyState[each.status],
      each.result ? <VerdictTag verdict={each.result.verdict} reader={reader} /> : '',
      ...spent(each),
      each.result?.findings && scale ? scale.interval(headline(each.result.findings).interval) : '',
    ]),
  };
  return (
    <section aria-labelledby="looks-h">
      <h2 id="looks-h">{title}</h2>
      <p>{planned ? t.looksPlanned(alpha) : runs.length === 1 ? t.looksSingle(alpha) : t.looksRepeated(alpha)}</p>
      {found.length > 1 && scale ? (
        <Figure
          reader={reader}
          text={{ id: 'looks', title, description: t.looksCaption }}
          draw={(size, text) => looksSvg(looksModel(found, scale, run), size, text)}
          caption={`${t.looksCaption} ${source}`}
          table={table}
          tableOpen={planned}
          csv={[
            ['look', 'requested', 'status', 'verdict', 'information', 'spent', 'critical', 'lower', 'upper'],
            ...found.map((each) => {
              const { interval } = headline(each.findings);
              const { information = null, cumulative = null, critical = null } = each.result.look ?? {};
              return [
                ...[each.run.look, each.run.requestedAt, each.run.status, each.result.verdict],
                ...[information, cumulative, critical, interval.lower, interval.upper],
              ] as const;
            }),
          ]}
        />
      ) : (
        runs.length > 1 && <DataTable {...table} />
      )}
      {runs.some(({ result }) => result?.look?.belowFloor) && <p>{t.looksBelowFloor}</p>}
      {endedLooks(study).length > 1 && (
        <p>
          <a href={`/studies/${study.id}/drift`}>{t.driftLink}</a>
        </p>
      )}
    </section>
  );
}
