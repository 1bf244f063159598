/** Patterns that text of ours may have to match. */
export const PATTERNS = {
  slug: /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/,
  decimal: /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,12})?$/,
  sha256: /^[0-9a-f]{64}$/,
} as const;

/** What is said of a value of the wrong shape, after its place. */
export interface ShapeWords {
  /** Of zod's kinds. */
  readonly kinds: Readonly<Record<string, string>>;
  /** What a kind is counted in, one and several. */
  readonly parts: Readonly<Record<string, readonly [string, string]>>;
  /** Each with one that is right, which says more than the name of a standard. */
  readonly formats: Readonly<Record<string, string>>;
  readonly patterns: Readonly<Record<keyof typeof PATTERNS, string>>;
  readonly or: string;
  readonly missing: (wanted: string) => string;
  readonly mustBe: (wanted: string, given?: string) => string;
  readonly mustHave: (bound: 'exactly' | 'least' | 'most', size: string, part: string) => string;
  readonly mustReach: (bound: 'least' | 'most', inclusive: boolean, limit: string) => string;
  readonly empty: string;
  readonly noForm: (forms: readonly string[]) => string;
}

const en: ShapeWords = {
  kinds: {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    tuple: 'a list',
    object: 'an object',
    record: 'an object',
  },
  parts: { string: ['character', 'characters'], array: ['item', 'items'], record: ['name', 'names'] },
  formats: {
    date: 'a day that there is, such as "2026-01-31"',
    datetime: 'an instant of UTC, such as "2026-01-31T09:30:00Z"',
    uuid: 'a UUID, such as "0b0f6f3c-4a43-4d2c-9a0e-0d7c6f1f0a11"',
  },
  patterns: {
    slug: 'lower-case letters and digits, in groups joined by a dash or a dot, such as "bonne-boite"',
    decimal: 'a decimal number as text, such as "12.5" (point, no spaces)',
    sha256: 'a SHA-256 in lower-case hexadecimal',
  },
  or: 'or',
  missing: (wanted) => `is missing: give ${wanted}`,
  mustBe: (wanted, given) => `must be ${wanted}${given === undefined ? '' : `, and is ${given}`}`,
  mustHave: (bound, size, part) => `must have ${bound === 'exactly' ? bound : `at ${bound}`} ${size} ${part}`,
  mustReach: (bound, inclusive, limit) =>
    inclusive ? `must be at ${bound} ${limit}` : `must be ${bound === 'least' ? 'above' : 'below'} ${limit}`,
  empty: 'must not be empty',
  noForm: (forms) => `has none of the forms it may have: ${forms.join('; or ')}`,
};

const BOUND = { exactly: 'exactement', least: 'au moins', most: 'au plus' };

const fr: ShapeWords = {
  kinds: {
    string: 'du texte',
    number: 'un nombre',
    int: 'un nombre entier',
    boolean: 'vrai ou faux (true, false)',
    array: 'une liste',
    tuple: 'une liste',
    object: 'un objet',
    record: 'un objet',
  },
  parts: { string: ['caractère', 'caractères'], array: ['élément', 'éléments'], record: ['nom', 'noms'] },
  formats: {
    date: 'un jour qui existe, comme « 2026-01-31 »',
    datetime: 'un instant en temps universel, comme « 2026-01-31T09:30:00Z »',
    uuid: 'un UUID, comme « 0b0f6f3c-4a43-4d2c-9a0e-0d7c6f1f0a11 »',
  },
  patterns: {
    slug: 'des minuscules sans accent et des chiffres, en groupes liés par un tiret ou un point, comme « bonne-boite »',
    decimal: 'un nombre décimal en texte, comme « 12.5 » (un point, sans espace)',
    sha256: 'un SHA-256 en hexadécimal minuscule',
  },
  or: 'ou',
  missing: (wanted) => `manque : donnez ${wanted}`,
  mustBe: (wanted, given) => `doit être ${wanted}${given === undefined ? '' : `, et c’est ${given}`}`,
  mustHave: (bound, size, part) => `doit avoir ${BOUND[bound]} ${size} ${part}`,
  mustReach: (bound, inclusive, limit) =>
    inclusive
      ? `doit valoir ${BOUND[bound]} ${limit}`
      : `doit valoir ${bound === 'least' ? 'plus' : 'moins'} de ${limit}`,
  empty: 'ne doit pas être vide',
  noForm: (forms) => `n’a aucune des formes possibles : ${forms.join(' ; ou ')}`,
};

export const SHAPE_WORDS = { en, fr };
