import { PERMISSIONS, type IndicatorDefinition } from '@impact-ledger/domain';
import type { DefinitionVersionView, IndicatorDetail } from '@impact-ledger/readmodel';
import type { Reader } from '../context.js';
import { isPast } from '../parts/as-of.js';
import { Facts, type Fact } from '../parts/facts.js';
import { ChangeForm, Kept, may, Others } from '../parts/forms.js';
import { Local } from '../parts/local.js';

type Field = keyof Reader['t']['field'];

/** Every field of a definition as text, in reading order. */
export function fieldsOf(version: DefinitionVersionView, reader: Reader): ReadonlyMap<Field, string> {
  const { t, f, locale } = reader;
  const { definition, name } = version;
  const flag = (yes: boolean) => (yes ? t.yes : t.no);
  const written: Record<Exclude<keyof IndicatorDefinition, 'priority'>, string> = {
    numerator: definition.numerator,
    denominator: definition.denominator ?? '',
    unit: t.unitName[definition.unit],
    population: definition.population,
    window: definition.window,
    outcomeLagDays: f.integer(definition.outcomeLagDays),
    geography: definition.geography,
    source: definition.source,
    principle: t.principle[definition.principle],
    impactType: t.impactType[definition.impactType],
    directness: t.directness[definition.directness],
    isVanity: flag(definition.isVanity),
    isProxy: flag(definition.isProxy),
  };
  return new Map<Field, string>([
    ['name', name[locale] ?? name.en ?? name.fr ?? ''],
    ...(Object.entries(written) as [Field, string][]),
    ['userValue', String(definition.priority.userValue)],
    ['dataEase', String(definition.priority.dataEase)],
  ]);
}

function Changes({
  before,
  after,
  reader,
}: {
  readonly before: DefinitionVersionView;
  readonly after: DefinitionVersionView;
  readonly reader: Reader;
}) {
  const { t } = reader;
  const was = fieldsOf(before, reader);
  const facts: Fact[] = [...fieldsOf(after, reader)]
    .filter(([field, value]) => was.get(field) !== value)
    .map(([field, value]) => ({
      term: t.field[field],
      value: (
        <span class="diff">
          {was.get(field) && (
            <>
              <span class="note">{t.wasBefore}</span> <del>{was.get(field)}</del>{' '}
            </>
          )}
          <span class="note">{t.isNow}</span> <ins>{value || t.none}</ins>
        </span>
      ),
    }));
  return <Facts facts={facts} wide />;
}

/** Asks somebody who did not write the version to stand by it. */
function Approval({
  reader,
  indicator,
  version,
}: {
  readonly reader: Reader;
  readonly indicator: IndicatorDetail;
  readonly version: DefinitionVersionView;
}) {
  const { t, path } = reader;
  if (indicator.status !== 'live' || version.approval || isPast(path)) return null;
  return (
    <>
      <Others reader={reader} roles={PERMISSIONS.ApproveDefinition} not={[version.actor]} did={t.wroteVersion} />
      {may(reader, 'ApproveDefinition', [version.actor]) && (
        <ChangeForm action={`/indicators/${indicator.id}/approve`} revision={indicator.revision}>
          <input type="hidden" name="definitionVersion" value={version.version} />
          <Kept name="comment" label={t.commentAsked} />
          <button type="submit">{t.approve(t.version(version.version))}</button>
        </ChangeForm>
      )}
    </>
  );
}

/** Versions newest first, each with what it changed; the first one in full. */
export function Definitions({ indicator, reader }: { readonly indicator: IndicatorDetail; readonly reader: Reader }) {
  const { t, f, locale } = reader;
  const newest = indicator.definitions.toReversed();
  return (
    <ol class="versions" reversed>
      {newest.map((version, index) => {
        const before = newest[index + 1];
        return (
          <li key={version.version} class={version.change}>
            <h3>
              {t.version(version.version)}, {t.change[version.change]}
            </h3>
            <p class="note">
              {f.day(version.recordedAt)}, {t.by(version.actor)}
              {version.validFrom && ` · ${t.validFrom(f.day(version.validFrom))}`}
            </p>
            {version.reason && <p>{version.reason}</p>}
            <p class="note">
              {version.approval
                ? t.approvedBy(version.approval.by, f.day(version.approval.recordedAt))
                : t.notApprovedYet}
              {version.approval?.comment && ` ${version.approval.comment}`}
            </p>
            <Approval reader={reader} indicator={indicator} version={version} />
            {before ? (
              <Changes before={before} after={version} reader={reader} />
            ) : (
              <Facts
                wide
                facts={[...fieldsOf(version, reader)]
                  .filter(([, value]) => value !== '')
                  .map(([field, value]) => ({
                    term: t.field[field],
                    value: field === 'name' ? <Local value={version.name} locale={locale} /> : value,
                  }))}
              />
            )}
          </li>
        );
      })}
    </ol>
  );
}
