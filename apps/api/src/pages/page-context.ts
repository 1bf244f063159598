import { LOCALES, slug, type Actor, type Locale } from '@impact-ledger/domain';
import { freshness, type Moment } from '@impact-ledger/readmodel';
import type { PageContext } from '@impact-ledger/web';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RequestFailure } from '../problems/request-failure.js';
import type { Resources } from '../resources.js';

const LANGUAGE_COOKIE = 'impact_lang';
const A_YEAR = 31_536_000;

const isLocale = (value: unknown): value is Locale => LOCALES.includes(value as Locale);

export const queryOf = (request: FastifyRequest): Readonly<Record<string, unknown>> =>
  request.query as Record<string, unknown>;

/** One parameter of the address; a form sends empty what nobody chose. */
export const chosen = (request: FastifyRequest, name: string): string | undefined => {
  const value = queryOf(request)[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
};

/** One that names a product or a study; what cannot be a name is left out. */
export const chosenId = (request: FastifyRequest, name: string): string | undefined => {
  const value = chosen(request, name);
  return value !== undefined && slug().safeParse(value).success ? value : undefined;
};

/** The moment that the page is asked of, on both clocks. */
export const momentOf = (request: FastifyRequest): Moment => {
  const validAt = chosen(request, 'validAt');
  if (validAt !== undefined && !z.iso.date().safeParse(validAt).success) {
    throw new RequestFailure('invalid_input', `"${validAt}" is no day: write one as 2026-03-31.`, [
      { pointer: '/query/validAt', detail: 'must be a day such as 2026-03-31' },
    ]);
  }
  return { asOf: chosen(request, 'asOf'), validAt };
};

/** The reader's language: as asked in the address (remembered then), else as remembered, else as the browser says. */
export function localeOf(request: FastifyRequest, reply: FastifyReply, otherwise: Locale): Locale {
  const asked = queryOf(request)['lang'];
  if (isLocale(asked)) {
    void reply.setCookie(LANGUAGE_COOKIE, asked, { path: '/', sameSite: 'lax', maxAge: A_YEAR });
    return asked;
  }
  const remembered = request.cookies[LANGUAGE_COOKIE];
  if (isLocale(remembered)) return remembered;
  const preferred = (request.headers['accept-language'] ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', quality] = part.trim().toLowerCase().split(';q=');
      return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .sort((a, b) => b.quality - a.quality)
    .find(({ language }) => isLocale(language))?.language;
  return isLocale(preferred) ? preferred : otherwise;
}

/** What every page is given besides its subject. */
export async function pageContext(
  request: FastifyRequest,
  reply: FastifyReply,
  resources: Resources,
  actor: Actor | null,
): Promise<PageContext> {
  return {
    locale: localeOf(request, reply, resources.locale),
    path: request.url,
    actor,
    freshness: await freshness(resources.db),
  };
}

/** The revision the reader of a page has seen, as its form carries it. */
export const seenRevision = {
  revision: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
};

export function html(reply: FastifyReply, page: string): string {
  void reply
    .type('text/html; charset=utf-8')
    .header('Cache-Control', 'no-store')
    .header('Vary', 'Accept-Language, Cookie');
  return page;
}
