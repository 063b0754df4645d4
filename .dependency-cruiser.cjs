// The house rules of ARCHITECTURE section 1. There is no exception list: a finding is fixed where it is, or the rule is
// wrong and is changed here with an ADR.
const feature = '^src/(content|flows)/([^/]+)/';
const entryPoints = '^src/(server|worker|cli)\\.ts$';
const database = '^src/platform/db/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment:
        'A file that nobody imports and that imports nobody is dead. Entry points, and what browsers load, are alive by themselves.',
      severity: 'error',
      from: { orphan: true, pathNot: [entryPoints, '^src/platform/http/reference/browser/'] },
      to: {},
    },
    {
      name: 'not-to-unresolvable',
      comment: 'The import leads nowhere. Packages are left to tsc, which knows declarations without code.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, path: '^\\.' },
    },
    {
      name: 'not-to-dev-dependencies',
      comment: 'What runs in production is installed in production.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm', 'npm-optional', 'npm-peer'],
      },
    },
    {
      name: 'src-stays-in-src',
      comment: 'Tests and benches know the source; the source does not know them.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tests|bench|dist|prisma|openapi|clients)/' },
    },
    {
      name: 'clients-stand-alone',
      comment: 'A client is copied out of this house: it knows the document, not the source.',
      severity: 'error',
      from: { path: '^clients/' },
      to: { path: '^(src|tests|bench|eval|prisma)/' },
    },

    // flows → content → platform → lib
    {
      name: 'lib-is-pure',
      comment: 'lib imports nothing of this house but lib.',
      severity: 'error',
      from: { path: '^src/lib/' },
      to: { path: '^src/', pathNot: '^src/lib/' },
    },
    {
      name: 'platform-knows-no-news',
      comment: 'platform imports platform and lib.',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/', pathNot: '^src/(platform|lib)/' },
    },
    {
      name: 'content-calls-no-flow',
      comment: 'content imports content, platform and lib. What flows need to know is an event.',
      severity: 'error',
      from: { path: '^src/content/' },
      to: { path: '^src/', pathNot: '^src/(content|platform|lib)/' },
    },
    {
      name: 'flows-import-downward',
      comment: 'flows imports flows, content, platform and lib.',
      severity: 'error',
      from: { path: '^src/flows/' },
      to: { path: '^src/', pathNot: '^src/(flows|content|platform|lib)/' },
    },
    {
      name: 'newsroom-has-no-http',
      comment: 'The composition root sees every feature; it does not see the HTTP face or a process.',
      severity: 'error',
      from: { path: '^src/newsroom\\.ts$' },
      to: { path: '^src/(app|server|worker|cli)\\.ts$|^src/platform/http/' },
    },
    {
      name: 'app-runs-no-process',
      comment: 'The HTTP face is built by the entry points and knows none of them.',
      severity: 'error',
      from: { path: '^src/app\\.ts$' },
      to: { path: entryPoints },
    },
    {
      name: 'entry-points-are-not-imported',
      comment: 'server, worker and cli are processes. What starts them turns source maps on first.',
      severity: 'error',
      from: { pathNot: '^src/entries/' },
      to: { path: entryPoints },
    },
    {
      name: 'only-entry-points-build',
      comment:
        'The house is built by server (in serve.ts), worker and cli alone. app.ts and the commands take the type of the newsroom.',
      severity: 'error',
      from: { path: '^src/', pathNot: [entryPoints, '^src/(app|serve)\\.ts$', '^src/commands/'] },
      to: { path: '^src/(app|newsroom)\\.ts$' },
    },
    {
      name: 'app-is-handed-the-newsroom',
      comment: 'app.ts and the commands are handed the newsroom and take no more than its type.',
      severity: 'error',
      from: { path: '^src/(app\\.ts$|commands/)' },
      to: { path: '^src/newsroom\\.ts$', dependencyTypesNot: ['type-only'] },
    },

    // front doors
    {
      name: 'front-door-from-outside',
      comment: 'Whoever is no feature reaches one through its index.ts.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(content|flows)/' },
      to: { path: feature, pathNot: '^src/(content|flows)/[^/]+/index\\.ts$' },
    },
    {
      name: 'front-door-between-features',
      comment: 'Another feature is reached through its index.ts.',
      severity: 'error',
      from: { path: feature },
      to: { path: feature, pathNot: ['^src/$1/$2/', '^src/(content|flows)/[^/]+/index\\.ts$'] },
    },
    {
      name: 'nobody-uses-the-own-front-door',
      comment: 'index.ts is for others; inside the feature it would make a cycle.',
      severity: 'error',
      from: { path: feature, pathNot: '^src/(content|flows)/[^/]+/index\\.ts$' },
      to: { path: '^src/$1/$2/index\\.ts$' },
    },
    {
      name: 'front-door-of-the-platform',
      comment: 'The database, the HTTP face, auth and events are used through their index.ts, from everywhere.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/platform/' },
      to: { path: '^src/platform/[^/]+/', pathNot: '^src/platform/[^/]+/index\\.ts$' },
    },
    {
      name: 'front-door-between-platform-folders',
      comment: 'Inside the platform too, another folder is used through its index.ts.',
      severity: 'error',
      from: { path: '^src/platform/([^/]+)/' },
      to: { path: '^src/platform/[^/]+/', pathNot: ['^src/platform/$1/', '^src/platform/[^/]+/index\\.ts$'] },
    },

    // inside a feature
    {
      name: 'routes-ask-the-service',
      comment:
        'A route makes one call to the service: of its feature it sees service, schemas and rules (their refusals).',
      severity: 'error',
      from: { path: `${feature}.*\\broutes\\.ts$` },
      to: { path: '^src/$1/$2/', pathNot: '\\b(service|schemas|rules|routes)\\.ts$' },
    },
    {
      name: 'routes-know-no-database',
      comment: 'Not even its types.',
      severity: 'error',
      from: { path: `${feature}.*\\broutes\\.ts$` },
      to: { path: database },
    },
    {
      name: 'routes-are-handed-the-service',
      comment: 'A route is handed its service by app.ts and takes no more than its type.',
      severity: 'error',
      from: { path: `${feature}.*\\broutes\\.ts$` },
      to: { path: '^src/(content|flows)/.*\\bservice\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'rules-are-pure',
      comment:
        'Rules take time, ids and rows as arguments: of their feature they see rules, schemas and the catalogue of fields.',
      severity: 'error',
      from: { path: `${feature}.*\\brules\\.ts$` },
      to: { path: '^src/$1/$2/', pathNot: '\\b(schemas|rules|fields)\\.ts$' },
    },
    {
      name: 'only-routes-speak-http',
      comment:
        'A service, a store, a schema or a rule does not import platform/http: it serves a command line as well.',
      severity: 'error',
      from: { path: feature, pathNot: '\\broutes\\.ts$' },
      to: { path: '^src/platform/http/' },
    },
    {
      name: 'rules-know-no-machinery',
      comment: 'Of the platform, rules see the catalogue of problems, the formats of fields, and who acts.',
      severity: 'error',
      from: { path: `${feature}.*\\brules\\.ts$` },
      to: { path: '^src/platform/', pathNot: '^src/platform/(problems|preconditions|fields|auth)/' },
    },
    {
      name: 'schemas-know-shapes-only',
      comment: 'A schema says which field: it needs no store, service, route or database.',
      severity: 'error',
      from: { path: `${feature}.*\\bschemas\\.ts$` },
      to: { path: ['^src/(content|flows)/.*\\b(store|service|routes)\\.ts$', database] },
    },
    {
      name: 'store-is-the-bottom',
      comment: 'A store is called; it calls no service, route or rule of its feature and appends no event.',
      severity: 'error',
      from: { path: `${feature}.*\\bstore\\.ts$` },
      to: { path: ['^src/(content|flows)/.*\\b(service|routes|events)\\.ts$', '^src/platform/events/'] },
    },
    {
      name: 'only-stores-speak-to-the-database',
      comment: 'Others take the types Database and Transaction and pass them down.',
      severity: 'error',
      from: { path: feature, pathNot: '^src/(content|flows)/.*\\bstore\\.ts$' },
      to: { path: database, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-the-platform-knows-the-driver',
      comment: 'Prisma, pg and PGlite are the business of platform/db.',
      severity: 'error',
      from: { path: '^src/', pathNot: database },
      to: { path: 'node_modules/(@prisma/|prisma/|pg/|@electric-sql/)' },
    },

    // inside the platform
    {
      name: 'database-knows-no-http',
      comment: 'platform/db serves a process without HTTP as well.',
      severity: 'error',
      from: { path: database },
      to: { path: '^src/platform/http/' },
    },
    {
      name: 'auth-knows-no-database',
      comment:
        'Who acts is data: platform/auth needs problems at most, and the type of the commit that a request holds back.',
      severity: 'error',
      from: { path: '^src/platform/auth/' },
      to: { path: '^src/platform/', pathNot: '^src/platform/(auth|problems)/', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^src/platform/db/generated'] },
    exclude: { path: '^src/platform/db/generated/(?!client\\.ts)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.js', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
