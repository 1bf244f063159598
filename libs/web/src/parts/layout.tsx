import type { ComponentChildren } from 'preact';
import { render as toHtml } from 'preact-render-to-string';
import { pathOnly, withQuery, type Reader } from '../context.js';
import { typesetHtml } from '../typography.js';

export type Section = 'portfolio' | 'indicators' | 'studies' | 'audit';

const SECTIONS: readonly { readonly section: Section; readonly href: string }[] = [
  { section: 'portfolio', href: '/' },
  { section: 'indicators', href: '/indicators' },
  { section: 'studies', href: '/studies' },
  { section: 'audit', href: '/audit' },
];

interface LayoutProps {
  readonly reader: Reader;
  readonly title: string;
  readonly section?: Section;
  /** Public pages carry no menu of pages that need an account. */
  readonly menu?: boolean;
  readonly children: ComponentChildren;
}

function Masthead({ reader, section, menu = true }: Pick<LayoutProps, 'reader' | 'section' | 'menu'>) {
  const { t, actor, locale, path } = reader;
  const other = locale === 'en' ? 'fr' : 'en';
  return (
    <header class="mast">
      <div class="page">
        <a class="brand" href="/">
          {t.siteName}
        </a>
        {menu && actor && (
          <nav aria-label={t.mainNavigation}>
            {SECTIONS.map((each) => (
              <a
                key={each.href}
                href={each.href}
                {...(each.section === section ? { 'aria-current': 'page' as const } : {})}
              >
                {t[each.section]}
              </a>
            ))}
          </nav>
        )}
        <div class="end">
          <a href={withQuery(path, { lang: other })} lang={other} hreflang={other}>
            {t.otherLanguage}
          </a>
          {actor ? (
            <span class="who">
              {actor.id} <span class="note">({t.role[actor.role]})</span>
            </span>
          ) : (
            pathOnly(path) !== '/sign-in' && <a href="/sign-in">{t.signIn}</a>
          )}
        </div>
      </div>
    </header>
  );
}

function Footer({ reader }: { readonly reader: Reader }) {
  const { t, f, freshness, path } = reader;
  return (
    <footer class="foot">
      <div class="page">
        <p class="on-paper">
          {t.pageAddress} <code>{path}</code>
        </p>
        <p>
          {t.footReplay}{' '}
          <span class="num">
            {freshness.recordedAt === null
              ? `${t.ledgerEmpty}.`
              : `${t.ledgerAt(f.exact(freshness.position))}, ${t.recordedOn(f.instant(freshness.recordedAt))}.`}
          </span>
        </p>
      </div>
    </footer>
  );
}

/** The frame of every page: language, landmarks, skip link, menu, and how much of the ledger the page has seen. */
export function Layout({ reader, title, section, menu, children }: LayoutProps) {
  const { t, locale } = reader;
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title === t.siteName ? title : `${title} · ${t.siteName}`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/theme.css" />
      </head>
      <body>
        <a class="skip" href="#main">
          {t.skip}
        </a>
        <Masthead reader={reader} {...(section ? { section } : {})} {...(menu === undefined ? {} : { menu })} />
        <main id="main" class="page" tabIndex={-1}>
          {children}
        </main>
        <Footer reader={reader} />
      </body>
    </html>
  );
}

/** A whole document, with the typography of its language. */
export const document = (reader: Reader, page: Parameters<typeof toHtml>[0]): string =>
  `<!doctype html>${typesetHtml(toHtml(page), reader.locale)}`;
