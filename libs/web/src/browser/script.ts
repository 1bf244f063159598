import { readFile } from 'node:fs/promises';

/** The script of the event page, as it was built; pages work without it. */
export const eventScript = (): Promise<string> => readFile(new URL('./check-event.js', import.meta.url), 'utf8');
