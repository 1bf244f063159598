import { PERMISSIONS, type CommandType, type Role } from '@impact-ledger/domain';
import type { ComponentChildren } from 'preact';
import type { Reader } from '../context.js';

/**
 * Whether the reader is let do this: a form is shown to nobody whom the server would turn away, be it for their role or
 * because of these accounts, who did the first part of what four eyes decide.
 */
export const may = ({ actor }: Reader, action: CommandType, not: readonly string[] = []): boolean =>
  actor !== null && PERMISSIONS[action].includes(actor.role) && !not.includes(actor.id);

/** Who may do it: anybody of these roles but those who did the first part. Says so to one of them by name. */
export function Others({
  reader,
  roles,
  not,
  did,
}: {
  readonly reader: Reader;
  readonly roles: readonly Role[];
  readonly not: readonly string[];
  /** What the first part was. */
  readonly did: string;
}) {
  const { t, f, actor } = reader;
  const names = roles.map((role) => t.role[role]);
  const one = actor !== null && not.includes(actor.id);
  const told = t.mayDecide(f.list(names, 'or'), f.list(not), did);
  return one ? (
    <p class="notice warn">
      {t.notYou(did)} {told} {t.sendAddress}
    </p>
  ) : (
    <p class="note">{told}</p>
  );
}

/** A form that changes something: it carries the revision its reader saw, so that nobody decides on what is past. */
export function ChangeForm({
  action,
  revision,
  children,
}: {
  readonly action: string;
  readonly revision: number;
  readonly children: ComponentChildren;
}) {
  return (
    <form class="filters" method="post" action={action}>
      <input type="hidden" name="revision" value={revision} />
      {children}
    </form>
  );
}

/** One line of text that stays on record. */
export function Kept({ name, label }: { readonly name: 'reason' | 'comment'; readonly label: string }) {
  return (
    <label>
      {label}
      <input name={name} required maxlength={600} autocomplete="off" />
    </label>
  );
}
