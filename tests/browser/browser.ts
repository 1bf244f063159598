import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Chromium of this machine (`CHROMIUM_PATH`, else the usual places); undefined when there is none. */
export const chromiumPath = (): string | undefined =>
  [process.env['CHROMIUM_PATH'], ...PLACES].find((path) => path !== undefined && path !== '' && existsSync(path));

/** A headless browser that talks to nobody but the pages it is sent to. */
export const launchBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** Every page of the demonstration, by the name of its picture. */
export const PAGES = {
  portfolio: '/',
  indicators: '/indicators',
  indicator: '/indicators/return-to-employment',
  'indicator-compared': '/indicators/return-to-employment?from=1&to=2',
  studies: '/studies',
  'study-nsw-randomised': '/studies/nsw-randomised',
  'study-nsw-naive': '/studies/nsw-naive',
  'study-nsw-refused': '/studies/nsw-cohort',
  'study-bonne-boite-users': '/studies/bonne-boite-users',
  'study-bonne-boite-users-fr': '/studies/bonne-boite-users?lang=fr',
  protocol: '/protocol',
  dataset: '/datasets/nsw-with-survey',
  audit: '/audit',
  checkpoints: '/audit/checkpoints',
  event: '/audit/1',
  stats: '/bonne-boite/stats?lang=fr',
  'sign-in': '/sign-in',
  docs: '/docs',
} as const;

export type PageName = keyof typeof PAGES;

/** Pages that need no account. */
export const OPEN_PAGES: readonly PageName[] = ['stats', 'sign-in', 'docs'];

/** As phones, tables, laptops and desks have them. */
export const WIDTHS = { phone: 390, desktop: 1440 } as const;
