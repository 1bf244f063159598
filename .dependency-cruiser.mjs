/**
 * The layers: what each room may import of ours. `tests/architecture` feeds every rule one import it must refuse.
 */
export const ROOMS = {
  'libs/platform': [],
  'libs/domain': [],
  'libs/stats': [],
  'libs/proof': [],
  'libs/ledger': ['libs/domain', 'libs/proof'],
  'libs/readmodel': ['libs/domain', 'libs/ledger'],
  'libs/cohort': ['libs/domain', 'libs/stats'],
  'libs/study': ['libs/domain', 'libs/cohort', 'libs/stats'],
  'libs/application': ['libs/domain', 'libs/ledger', 'libs/readmodel', 'libs/cohort', 'libs/platform'],
  'libs/web': ['libs/domain', 'libs/readmodel'],
  'apps/api': [
    'libs/application',
    'libs/domain',
    'libs/ledger',
    'libs/platform',
    'libs/proof',
    'libs/readmodel',
    'libs/web',
  ],
  'apps/worker': [
    'libs/application',
    'libs/cohort',
    'libs/domain',
    'libs/ledger',
    'libs/platform',
    'libs/proof',
    'libs/readmodel',
    'libs/stats',
    'libs/study',
  ],
  'apps/cli': [
    'libs/application',
    'libs/cohort',
    'libs/domain',
    'libs/ledger',
    'libs/platform',
    'libs/proof',
    'libs/readmodel',
    'libs/stats',
    'libs/study',
    'libs/web',
  ],
};

/** Libraries a pure room may use; everything else from npm or from Node is refused there. */
const PURE = {
  'libs/domain': '^node_modules/zod/',
  'libs/stats': '^node_modules/(@stdlib|simple-statistics|ml-matrix)/',
};

const only = (room, allowed) => ({
  name: `layer-${room.replace('/', '-')}`,
  severity: 'error',
  comment: `${room} may import ${allowed.join(', ') || 'nothing of ours'} only`,
  from: { path: `^${room}/(src|worlds)/`, pathNot: '\\.(spec|int-spec)\\.tsx?$' },
  to: { path: '^(apps|libs)/[a-z]+/', pathNot: [`^${room}/`, ...allowed.map((other) => `^${other}/`)] },
});

const pure = ([room, libraries]) => ({
  name: `pure-${room.replace('/', '-')}`,
  severity: 'error',
  comment: `${room} is pure: no I/O, no other library`,
  from: { path: `^${room}/src/`, pathNot: ['\\.spec\\.tsx?$', '/src/testing/'] },
  to: { pathNot: [`^${room}/`, '^(apps|libs)/', libraries] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'one-entry',
      severity: 'error',
      comment: 'another room is reached through its src/index.ts only, and by tests through its src/testing/index.ts',
      from: { path: '^(apps|libs)/([a-z]+)/(?:src|worlds)/', pathNot: '\\.(spec|int-spec)\\.tsx?$' },
      to: { path: '^libs/[a-z]+/src/', pathNot: ['^$1/$2/', '^libs/[a-z]+/src/(?:testing/)?index\\.ts$'] },
    },
    {
      name: 'testing-in-tests-only',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['\\.(spec|int-spec|e2e-spec)\\.tsx?$', '/testing/'] },
      to: { path: '^libs/[a-z]+/(?:src/)?testing/' },
    },
    {
      name: 'no-app-to-app',
      severity: 'error',
      from: { path: '^apps/([a-z]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    { name: 'resolvable', severity: 'error', from: { path: '^(apps|libs)/' }, to: { couldNotResolve: true } },
    {
      name: 'readmodel-types-only',
      severity: 'error',
      comment: 'libs/web renders what it is given: it sees the types of the read model, never its queries',
      from: { path: '^libs/web/' },
      to: { path: '^libs/readmodel/', dependencyTypesNot: ['type-only'] },
    },
    ...Object.entries(ROOMS).map(([room, allowed]) => only(room, allowed)),
    ...Object.entries(PURE).map(pure),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'default'] },
  },
};
