import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EventLogs, protocolJsonSchema } from '@impact-ledger/domain';
import { expect, test } from '@jest/globals';
import { z } from 'zod';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => existsSync(join(root, file)));
const documents = tracked.filter((file) => file.endsWith('.md'));

/** Addresses in Markdown links and images, and in HTML anchors. */
const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)|(?:href|src)="([^"]+)"/g)].map((match) => match[1] ?? match[2] ?? '');

test.each(documents)('%s links only to files that exist', (document) => {
  const broken = linksOf(read(document))
    .filter((link) => !/^(https?:|mailto:|#)/.test(link))
    .map((link) => normalize(join(dirname(document), link.split('#')[0] ?? '')))
    .filter((file) => !existsSync(join(root, file)));
  expect(broken).toEqual([]);
});

test('every arrow of the data flow in the README is a link', () => {
  const drawing = /<pre>([\s\S]*?)<\/pre>/.exec(read('README.md'))?.[1] ?? '';
  const arrows = [...drawing.matchAll(/[▼▶]/g)].length;
  const linked = [...drawing.matchAll(/<a href="[^"]+">[─]*[▼▶]<\/a>/g)].length;
  expect(arrows).toBeGreaterThan(8);
  expect(linked).toBe(arrows);
});

test('files that documents name in code marks exist', () => {
  const named = documents.flatMap((document) =>
    [...read(document).matchAll(/`((?:apps|libs|tests|bench|docs)\/[\w./-]+\.\w+)`/g)].map((match) => match[1] ?? ''),
  );
  expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('every test that docs/guarantees.md names exists, under that title', () => {
  const named = [...read('docs/guarantees.md').matchAll(/`([\w./-]+\.ts)`((?:,? "[^"]+")+)/g)].flatMap(
    ([, file = '', titles = '']) => [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ file, title })),
  );
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter(({ file, title }) => !existsSync(join(root, file)) || !read(file).includes(title))).toEqual([]);
});

test('every fault of docs/guarantees.md is run by `npm run test:faults`', () => {
  const run = [...read('tests/faults/faults.mjs').matchAll(/'((?:apps|tests)\/[^']+\.ts)'/g)].map(
    ([, file = '']) => file,
  );
  expect(run.length).toBeGreaterThan(12);
  expect(run.filter((file) => !tracked.includes(file))).toEqual([]);
  const faults = read('docs/guarantees.md').split('## Faults')[1]?.split('## Figures')[0] ?? '';
  const files = [...faults.matchAll(/`([\w./-]+\.ts)`/g)].map((match) => match[1] ?? '');
  expect(files.filter((file) => !run.includes(file))).toEqual([]);
});

test('every dependency has its reason in docs/dependencies.md', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
  const reasons = read('docs/dependencies.md');
  const named = [...reasons.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
  const explained = (name: string): boolean =>
    named.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name));
  expect(Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !explained(name))).toEqual([]);
});

test('the lock file names no download address, and no file a machine of its author', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved": "http/);
  const text = tracked.filter(
    (file) => /\.(ts|tsx|mjs|mts|md|json|ya?ml|sql|R)$|^\.ci\//.test(file) && file !== 'package-lock.json',
  );
  expect(text.filter((file) => read(file).includes(root))).toEqual([]);
});

test('docs/protocol.md names every part of a protocol', () => {
  const document = read('docs/protocol.md');
  const { properties = {} } = protocolJsonSchema() as { properties?: Record<string, unknown> };
  expect(Object.keys(properties).length).toBeGreaterThan(25);
  expect(Object.keys(properties).filter((part) => !document.includes(`\`${part}\``))).toEqual([]);
});

test('docs/event-logs.md names every part of the rules of event logs', () => {
  const document = read('docs/event-logs.md');
  const parts = Object.entries(EventLogs.shape).flatMap(([name, part]) =>
    part instanceof z.ZodObject ? [name, ...Object.keys(part.shape)] : [name],
  );
  expect(parts.length).toBeGreaterThan(20);
  expect(parts.filter((part) => !document.includes(`\`${part}\``))).toEqual([]);
});
