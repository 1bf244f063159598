import { PERMISSIONS, type CommandType } from '@impact-ledger/domain';
import type { ComponentChildren } from 'preact';
import type { Reader } from '../context.js';

/** Whether the reader's role is let do this: a form is shown to nobody whom the server would turn away. */
export const may = ({ actor }: Reader, action: CommandType): boolean =>
  actor !== null && PERMISSIONS[action].includes(actor.role);

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
