/** A generator of clients, and how to call it. */
export type Generator = {
  /** The name of its package. */
  name: string;
  /** The name of its file in `consumers`. */
  consumer: string;
  /** The program and its arguments. It runs in an empty folder and writes its client to `client`. */
  command: (document: string) => [program: string, ...args: string[]];
  /** How its client names its modules: with extensions, as Node.js needs, or without, for a bundler. */
  modules: 'nodenext' | 'bundler';
};

/** Every generator has its defaults, except that all clients call `fetch` and that enums are unions of literals. */
export const generators: Generator[] = [
  {
    name: 'openapi-typescript',
    consumer: 'openapi-typescript',
    // Not schema.d.ts: the compiler would not check it.
    command: (document) => ['openapi-typescript', document, '--output', 'client/schema.ts'],
    modules: 'nodenext',
  },
  {
    name: '@hey-api/openapi-ts',
    consumer: 'hey-api',
    command: (document) => ['openapi-ts', '--input', document, '--output', 'client', '--no-log-file'],
    modules: 'bundler',
  },
  {
    name: 'orval',
    consumer: 'orval',
    command: () => ['orval', '--config', `${import.meta.dirname}/orval.config.cjs`],
    modules: 'nodenext',
  },
  {
    name: '@kubb/cli',
    consumer: 'kubb',
    command: (document) => ['kubb', 'generate', document, '--config', `${import.meta.dirname}/kubb.config.js`],
    modules: 'bundler',
  },
  {
    name: 'swagger-typescript-api',
    consumer: 'swagger-typescript-api',
    command: (document) => [
      'swagger-typescript-api',
      ...['generate', '--path', document, '--output', 'client', '--name', 'index.ts', '--enum-style', 'union'],
    ],
    modules: 'nodenext',
  },
];
