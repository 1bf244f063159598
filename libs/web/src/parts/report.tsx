import type { ComponentChild } from 'preact';
import type { Reader } from '../context.js';

/** One part of a long page. */
export interface Chapter {
  /** Of its heading, without the `-h` at its end. */
  readonly id: string;
  /** In the table of contents, in a word or two: the heading itself tells the finding. */
  readonly label: string;
  /** Null where there is nothing to tell: the chapter is left out. */
  readonly body: ComponentChild;
}

/** Chapters in reading order, beside a table of those that are there. */
export function Report({ reader, chapters }: { readonly reader: Reader; readonly chapters: readonly Chapter[] }) {
  const told = chapters.filter(({ body }) => body !== null);
  return (
    <div class="report">
      <nav class="toc" aria-label={reader.t.contents}>
        <p aria-hidden="true">{reader.t.contents}</p>
        <ol>
          {told.map(({ id, label }) => (
            <li key={id}>
              <a href={`#${id}-h`}>{label}</a>
            </li>
          ))}
        </ol>
      </nav>
      <div class="sections">{told.map(({ body }) => body)}</div>
    </div>
  );
}
