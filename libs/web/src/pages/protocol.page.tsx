import {
  isAsked,
  METHOD_NAMES,
  SKETCH_FIELDS,
  type ProtocolSketch,
  type SketchField,
  type SketchGroup,
} from '@impact-ledger/domain';
import { readerOf, type PageContext, type Reader } from '../context.js';
import { Layout, document } from '../parts/layout.js';
import { Notice } from '../parts/marks.js';

export interface ProtocolPageProps extends PageContext {
  readonly answers: Readonly<Record<string, string | undefined>>;
  /** What the answers come to; absent before the first are sent. */
  readonly sketch?: ProtocolSketch;
  /** SHA-256 the protocol will have once it is frozen as it stands. */
  readonly hash?: string;
}

const GROUPS = [...new Set(SKETCH_FIELDS.map(({ group }) => group))];

/** Questions whose answers make a protocol; faults beside each, the JSON and its hash below. */
export function protocolPage(props: ProtocolPageProps): string {
  const reader = readerOf(props);
  const { t } = reader;
  const { sketch, hash } = props;
  const ofTheWhole = sketch?.faults.filter(({ field }) => field === null) ?? [];
  return document(
    reader,
    <Layout reader={reader} section="studies" title={t.builderHeading}>
      <p class="kicker">
        <a href="/studies">{t.studies}</a>
      </p>
      <h1>{t.builderHeading}</h1>
      <p class="lead">{t.builderLead}</p>
      {sketch && sketch.faults.length > 0 && (
        <Notice tone="bad">{t.builderFaults(String(sketch.faults.length))}</Notice>
      )}
      {ofTheWhole.map(({ pointer, detail }) => (
        <p key={pointer} role="alert">
          <code>{pointer}</code> {detail}
        </p>
      ))}
      <form method="post" action="/protocol">
        {GROUPS.map((group) => (
          <fieldset key={group} class="ask">
            <legend>{t.builderGroup[group]}</legend>
            <Questions reader={reader} group={group} {...props} />
          </fieldset>
        ))}
        <p class="filters">
          <button type="submit">{t.builderShow}</button>
        </p>
      </form>
      {sketch && (
        <section aria-labelledby="json-h">
          <h2 id="json-h">{t.builderJson}</h2>
          {hash !== undefined && (
            <p>
              {t.builderHash} <code class="hash">{hash}</code>
            </p>
          )}
          <pre tabIndex={0}>{JSON.stringify(sketch.draft, null, 2)}</pre>
          <p class="note">{hash === undefined ? t.builderNotYet : t.builderNext}</p>
          {hash !== undefined && <pre>{'npm run -s impact -- study draft <study> protocol.json'}</pre>}
        </section>
      )}
      <p class="note">
        <a href="/v1/schemas/protocol">{t.builderSchema}</a>
      </p>
    </Layout>,
  );
}

type Answered = Pick<ProtocolPageProps, 'answers' | 'sketch'> & { readonly reader: Reader };

/** Those of event logs are many and most protocols have none: they stay folded until one says so. */
function Questions({ group, ...answered }: Answered & { readonly group: SketchGroup }) {
  const fields = SKETCH_FIELDS.filter((field) => field.group === group);
  const questions = (some: readonly SketchField[]) =>
    some.map((field) => <Question key={field.name} field={field} {...answered} />);
  if (group !== 'logs') return <>{questions(fields)}</>;
  const [kind, ...rest] = fields;
  return (
    <>
      {questions([kind!])}
      <details class="long" open={rest.some((field) => isAsked(field, answered.answers))}>
        <summary>{answered.reader.t.builderLogs}</summary>
        <div class="ask">{questions(rest)}</div>
      </details>
    </>
  );
}

/** When a question is one of some only: which. The folded ones say so together. */
function onlyFor({ when, group }: SketchField, { t, f }: Reader): string | undefined {
  if (!when || group === 'logs') return undefined;
  const any = (words: readonly string[]) => f.list(words, 'or');
  const each = (choices: readonly string[]) => any(choices.map((choice) => t.builderChoice[choice]!));
  return t.builderWhen(any(when.map((all) => f.list(Object.values(all).map(each)))));
}

function Question({ reader, field, answers, sketch }: Answered & { readonly field: SketchField }) {
  const { t, locale } = reader;
  const { name, label, choices, initial, long, optional } = field;
  const notes = [onlyFor(field, reader), optional && t.builderOptional].filter(Boolean);
  const value = answers[name] ?? initial ?? '';
  const faults = sketch?.faults.filter((fault) => fault.field === name) ?? [];
  const told = {
    id: `q-${name}`,
    name,
    ...(faults.length > 0 && { 'aria-invalid': 'true' as const, 'aria-describedby': `f-${name}` }),
  };
  return (
    <div class={long ? 'long' : undefined}>
      <label for={told.id}>
        {label[locale]}
        {notes.length > 0 && ` (${notes.join('; ')})`}
        {choices ? (
          <select {...told}>
            {choices.map((choice) => (
              <option key={choice} value={choice} selected={choice === value}>
                {t.builderChoice[choice] ?? METHOD_NAMES[choice]![locale]}
              </option>
            ))}
          </select>
        ) : long ? (
          <textarea {...told} rows={4}>
            {value}
          </textarea>
        ) : (
          <input {...told} value={value} autocomplete="off" />
        )}
      </label>
      {faults.length > 0 && (
        <p id={`f-${name}`} class="no">
          {faults.map(({ detail }) => detail).join('; ')}
        </p>
      )}
    </div>
  );
}
