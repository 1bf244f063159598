import { ProofError } from '../proof-error.js';

const NOTE = /[^\n]+\n\d+\n[^\n]+\n(?:[^\n]+\n)*\n(?:\u2014 [^\n]+\n)+/g;

/**
 * The checkpoints in a text that holds one after another, as the file anchor writes them; unchecked.
 * @throws ProofError `malformed-note` when there is none
 */
export function splitCheckpoints(text: string): string[] {
  const notes = (text.endsWith('\n') ? text : `${text}\n`).match(NOTE);
  if (!notes) throw new ProofError('malformed-note', 'There is no signed checkpoint in this text.');
  return [...notes];
}
