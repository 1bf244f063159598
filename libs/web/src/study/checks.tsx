import { inLocale } from '@impact-ledger/domain';
import type { FlowStep, GateId, GateResult, Protocol } from '@impact-ledger/domain';
import type { Reader } from '../context.js';
import { DataTable } from '../parts/data-table.js';
import { Downloads } from '../parts/downloads.js';
import { Local } from '../parts/local.js';

const SHARES: ReadonlySet<GateId> = new Set(['equipoise', 'completeness', 'attrition', 'composition']);

/** A share is easier to read as a percentage; a distance or a p value stays a number. */
export function gateNumber(gate: GateId, value: number, reader: Reader): string {
  const { f } = reader;
  if (SHARES.has(gate)) return f.percent(value);
  if (gate === 'clusters') return f.integer(value);
  // One decimal, since 99.8 people are not the 100 asked for.
  if (gate === 'effective_sample') return f.number(value, 1);
  return f.number(value, value !== 0 && Math.abs(value) < 0.01 ? 4 : 3);
}

interface GatesProps {
  readonly reader: Reader;
  readonly gates: readonly GateResult[];
  readonly protocol: Protocol;
}

/** Each safety check with its figure, its threshold, and whether it was waived beforehand. */
export function StudyGates({ reader, gates, protocol }: GatesProps) {
  const { t } = reader;
  const passed = gates.filter((gate) => gate.passed).length;
  return (
    <section aria-labelledby="gates-h">
      <h2 id="gates-h">{gates.length === 0 ? t.gateNone : t.gatesHeading(passed, gates.length)}</h2>
      {gates.length > 0 && (
        <DataTable
          stack
          caption={t.gatesCaption}
          columns={[
            { label: t.gateLabel },
            { label: t.gateFound, numeric: true },
            { label: t.gateAsked, numeric: true },
            { label: t.gateOutcome },
          ]}
          rows={gates.map((gate) => [
            <>
              {t.gate[gate.gate]}
              {gate.waived !== undefined && <span class="waiver">{t.waived(gate.waived)}</span>}
            </>,
            gateNumber(gate.gate, gate.value, reader),
            t.gateLimit[gate.rule](gateNumber(gate.gate, gate.limit, reader)),
            <b class={gate.passed ? 'ok' : 'no'}>
              <span aria-hidden="true">{gate.passed ? '✓' : '✗'}</span> {gate.passed ? t.passed : t.failed}
            </b>,
          ])}
        />
      )}
      {gates.length > 0 && (
        <Downloads
          reader={reader}
          figure={{
            id: 'gates',
            rows: [
              ['gate', 'passed', 'value', 'rule', 'limit', 'waived'],
              ...gates.map((each) => [
                each.gate,
                each.passed ? 'yes' : 'no',
                ...[each.value, each.rule, each.limit, each.waived ?? null],
              ]),
            ],
          }}
        />
      )}
      {protocol.design === 'randomised' && <p class="note">{t.gatesRandomised}</p>}
    </section>
  );
}

const ARMS = ['treated', 'comparison'] as const;

/** Of each group, those who did not pass a step, where the groups were known before it. */
function leftByArm(before: FlowStep | undefined, { arms }: FlowStep): FlowStep['arms'] {
  if (!before?.arms || !arms) return undefined;
  return { treated: before.arms.treated - arms.treated, comparison: before.arms.comparison - arms.comparison };
}

/** How many people remain at each step, how many did not pass it, and of which group once that is known. */
export function StudyFlow(props: {
  readonly reader: Reader;
  readonly protocol: Protocol;
  readonly flow: readonly FlowStep[];
}) {
  const { reader, protocol, flow } = props;
  const { t, f, locale } = reader;
  if (flow.length === 0) return null;
  const byArm = (counts: FlowStep['arms']) =>
    counts && (
      <span class="by-arm">
        {ARMS.map((arm) => t.flowArm(inLocale(protocol.arms[arm], locale), f.integer(counts[arm]))).join(' · ')}
      </span>
    );
  return (
    <section aria-labelledby="flow-h">
      <h2 id="flow-h">{t.flowHeading}</h2>
      <ol class="flow">
        {flow.flatMap((step, index) => [
          step.left > 0 && (
            <li key={`${step.step}-left`} class="out">
              <b>−{f.integer(step.left)}</b>
              <span>
                {t.flowLeft} {byArm(leftByArm(flow[index - 1], step))}
              </span>
            </li>
          ),
          <li key={step.step}>
            <b>{f.integer(step.kept)}</b>
            <span>
              <Local value={step.label} locale={locale} /> {byArm(step.arms)}
            </span>
          </li>,
        ])}
      </ol>
      <Downloads
        reader={reader}
        figure={{
          id: 'flow',
          rows: [
            ['step', 'label', 'kept', 'left', 'kept_treated', 'kept_comparison'],
            ...flow.map(({ step, label, kept, left, arms }) => [
              ...[step, inLocale(label, locale), kept, left],
              ...ARMS.map((arm) => arms?.[arm] ?? null),
            ]),
          ],
        }}
      />
    </section>
  );
}
