import type { Fault } from './faults.js';
import type { BundleReport } from './verify-bundle.js';

/** The report for people, with a line break at its end. */
export function reportText(bundle: string, report: BundleReport): string {
  const { ok, faults, faultCount } = report;
  const lines = report.checkpoint ? found(report) : [];
  if (ok) return `${[...lines, `${bundle} holds.`].join('\n')}\n`;
  const more = faultCount > faults.length ? [`and ${faultCount - faults.length} more`] : [];
  return `${[...lines, `${bundle} does NOT hold:`, ...faults.map(faultText), ...more].join('\n')}\n`;
}

function found(report: BundleReport): string[] {
  const { checkpoint, header, events, figure, cosignatures } = report;
  const lines = [
    `log      ${checkpoint?.origin}`,
    `signed   ${checkpoint?.size} events, root ${checkpoint?.root}`,
    `bundle   ${events} events, ${header?.scope === 'ledger' ? 'the whole log' : `of the study ${header?.study}`}`,
  ];
  if (report.extends.length > 0) lines.push(`extends  your checkpoints of ${report.extends.join(', ')} events`);
  for (const { witness, at } of cosignatures) lines.push(`witness  ${witness} at ${at}`);
  if (figure) {
    lines.push(
      `figure   ${figure.sentence}`,
      `         ${figure.verdict}, evidence grade ${figure.grade}; run ${figure.run}`,
      `         protocol ${figure.protocolHash}, frozen`,
      `         data ${figure.dataset.id} ${figure.dataset.sha256}`,
      `         result ${figure.resultHash}`,
      `         engine ${figure.engine.version}, lock ${figure.engine.lock}`,
    );
  }
  return lines;
}

function faultText({ step, message, line, leafIndex, lastLeaf, event }: Fault): string {
  const places = [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(leafIndex === undefined
      ? []
      : [
          lastLeaf === undefined || lastLeaf === leafIndex ? `leaf ${leafIndex}` : `leaves ${leafIndex} to ${lastLeaf}`,
        ]),
    ...(event === undefined ? [] : [`event ${event}`]),
  ];
  return `  ${step}: ${message}${places.length > 0 ? ` [${places.join(', ')}]` : ''}`;
}
