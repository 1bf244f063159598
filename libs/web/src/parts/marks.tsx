import type { Verdict } from '@impact-ledger/domain';
import type { Reader } from '../context.js';

const TONE: Readonly<Record<Verdict, string>> = {
  positive: 'positive',
  negative: 'negative',
  null_effect: 'flat',
  inconclusive: 'under',
  underpowered: 'under',
  refused: 'refused',
};

/** The verdict in words; its tint only repeats them. */
export function VerdictTag({ verdict, reader }: { readonly verdict: Verdict | null; readonly reader: Reader }) {
  if (verdict === null) return <span class="tag">{reader.t.noEvidence}</span>;
  return <span class={`tag ${TONE[verdict]}`}>{reader.t.verdict[verdict]}</span>;
}

/** Five dots and the same in words, for whoever does not see dots. */
export function Grade({
  grade,
  reader,
  meaning = true,
}: {
  readonly grade: number;
  readonly reader: Reader;
  readonly meaning?: boolean;
}) {
  const { t } = reader;
  return (
    <span>
      <span class="graded">
        <span class="grade" aria-hidden="true">
          {[1, 2, 3, 4, 5].map((step) => (
            <i key={step} class={step <= grade ? 'on' : 'off'} />
          ))}
        </span>
        {t.gradeOf(grade)}
      </span>
      {meaning && t.gradeMeaning[grade] ? `, ${t.gradeMeaning[grade]}` : null}
    </span>
  );
}

export type NoticeTone = 'info' | 'warn' | 'bad';

/** Something the reader must know before the rest. */
export function Notice({ tone, children }: { readonly tone: NoticeTone; readonly children: preact.ComponentChildren }) {
  return <p class={`notice ${tone}`}>{children}</p>;
}
