import type { OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Schema = Record<string, unknown>;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
const anchor = (name: string): string => `schema-${name.replace(/[^A-Za-z0-9]/g, '-')}`;
const words = (text: string): string =>
  escape(text)
    .replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
    .replace(/`(.+?)`/g, '<code>$1</code>');

/** The OpenAPI document as one page without a script: every operation, then every schema with its example. */
export function referencePage({ info, paths, components }: OpenAPIObject): string {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    (['get', 'post'] as const).flatMap((method) => (item[method] ? [{ path, method, operation: item[method] }] : [])),
  );
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags ?? []))];
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(tag));
    return `<h2 id="tag-${escape(tag)}">${escape(tag)}</h2>${own
      .map(({ path, method, operation }) => operationHtml(method, path, operation))
      .join('')}`;
  });
  const schemas = Object.entries((components?.schemas ?? {}) as Record<string, Schema>).map(
    ([name, schema]) =>
      `<h3 id="${anchor(name)}">${escape(name)}</h3>${
        typeof schema['description'] === 'string' ? `<p>${words(schema['description'])}</p>` : ''
      }${fields(schema)}${example(schema)}`,
  );
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>API · ${escape(info.title)}</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/theme.css"></head>
<body><a class="skip" href="#main">Skip to content</a>
<header class="mast"><div class="page"><a class="brand" href="/">${escape(info.title)}</a></div></header>
<main id="main" class="page"><p class="kicker">OpenAPI 3.1</p><h1>API of ${escape(info.title)}</h1>
${(info.description ?? '')
  .split('\n\n')
  .map((paragraph) => `<p>${words(paragraph)}</p>`)
  .join('\n')}
<p>For machines: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<nav aria-label="Resources"><ul>${tags
    .map((tag) => `<li><a href="#tag-${escape(tag)}">${escape(tag)}</a></li>`)
    .join('')}<li><a href="#schemas">schemas</a></li></ul></nav>
${sections.join('\n')}
<h2 id="schemas">Schemas</h2>
${schemas.join('\n')}
</main></body></html>`;
}

function operationHtml(method: string, path: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).flatMap((parameter) => ('name' in parameter ? [parameter] : []));
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      `<tr><th scope="row"><code>${escape(name)}</code></th><td>${place}${required ? ', required' : ''}</td><td>${words(
        description ?? textOf(schema, 'description'),
      )}</td></tr>`,
  );
  const body = operation.requestBody && 'content' in operation.requestBody ? operation.requestBody : undefined;
  const answers = Object.entries(operation.responses).flatMap(([status, response]) =>
    response && 'content' in response && status !== 'default'
      ? [`<p>${escape(status)}: ${contentLinks(response.content)} ${words(response.description ?? '')}</p>`]
      : [],
  );
  return `<section><h3><code>${method.toUpperCase()} ${escape(path)}</code></h3><p>${words(operation.summary ?? '')}${
    operation.description ? `<br>${words(operation.description)}` : ''
  }</p>${
    rows.length > 0
      ? `<table><caption>Parameters</caption><thead><tr><th scope="col">Name</th><th scope="col">Where</th><th scope="col">What</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
      : ''
  }${body ? `<p>Body: ${contentLinks(body.content)} ${words(body.description ?? '')}</p>` : ''}${answers.join('')}</section>`;
}

const textOf = (schema: unknown, key: string): string => {
  const value = typeof schema === 'object' && schema !== null ? (schema as Schema)[key] : undefined;
  return typeof value === 'string' ? value : '';
};

const contentLinks = (content: Readonly<Record<string, { readonly schema?: unknown }>> = {}): string =>
  Object.entries(content)
    .map(([type, { schema }]) => `${typeHtml(schema)} <span class="note">${escape(type)}</span>`)
    .join(', ');

/** The type of a schema in a few words; a named one as a link. */
function typeHtml(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  const schema = value as Schema;
  if (typeof schema['$ref'] === 'string') {
    const name = schema['$ref'].split('/').at(-1) ?? '';
    return `<a href="#${anchor(name)}">${escape(name)}</a>`;
  }
  const either = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(either)) return either.map(typeHtml).join(' or ');
  if (Array.isArray(schema['enum']))
    return schema['enum'].map((each) => `<code>${escape(String(each))}</code>`).join(' ');
  if ('const' in schema) return `<code>${escape(JSON.stringify(schema['const']))}</code>`;
  if (schema['type'] === 'array') return `list of ${typeHtml(schema['items'])}`;
  return escape([schema['type'], schema['format']].filter((each) => typeof each === 'string').join(', '));
}

function fields(schema: Schema): string {
  const properties = schema['properties'];
  if (typeof properties !== 'object' || properties === null) return `<p>${typeHtml(schema)}</p>`;
  const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : [];
  const rows = Object.entries(properties as Record<string, Schema>).map(
    ([name, property]) =>
      `<tr><th scope="row"><code>${escape(name)}</code>${required.includes(name) ? '' : ' <span class="note">optional</span>'}</th><td>${typeHtml(property)}</td><td>${words(textOf(property, 'description'))}</td></tr>`,
  );
  return `<table><caption>Fields</caption><thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">What</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

const example = (schema: Schema): string =>
  schema['example'] === undefined
    ? ''
    : `<details><summary>Example</summary><pre>${escape(JSON.stringify(schema['example'], null, 2))}</pre></details>`;
