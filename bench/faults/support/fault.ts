import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Postgres, startPostgres } from './postgres.js';
import { startProxy, type TcpProxy } from './proxy.js';
import { type Server, startServer } from './server.js';

export type DatabaseKind = 'embedded' | 'postgresql';

/** The resources of a script. All of them are removed when the script ends. */
export type Setup = {
  kind: DatabaseKind;
  /** The PostgreSQL server that the scripts share, started at the first call. A script may stop and restart it. */
  postgres(): Promise<Postgres>;
  /** Starts a PostgreSQL server for this script alone. */
  ownPostgres(settings?: readonly string[]): Promise<Postgres>;
  /** Creates an empty database. @returns the environment variables of a server that uses it */
  freshDatabase(): Promise<{ DATABASE_URL: string } | { DATA_DIR: string }>;
  proxy(targetPort: number): Promise<TcpProxy>;
  server(environment: Record<string, string>): Promise<Server>;
  /** Creates a folder for this script. */
  folder(): Promise<string>;
  /** Registers work for the end of the script. The last registered work runs first. */
  atEnd(work: () => unknown): void;
  /** Records a measurement, which is printed with the result. */
  measure(name: string, value: number | string): void;
};

export type Fault = {
  /** The promise, as a sentence. */
  title: string;
  databases: readonly DatabaseKind[];
  /** The time limit in seconds. */
  within: number;
  /** @throws if the promise is broken */
  run(setup: Setup): Promise<void>;
};

export const defineFault = (fault: Fault): Fault => fault;

/** The PostgreSQL server that scripts share. */
export function sharedPostgres() {
  let starting: Promise<Postgres> | undefined;
  return {
    get() {
      starting ??= startPostgres(['fsync=off']);
      return starting;
    },
    remove: async () => (await starting)?.remove(),
  };
}

/** Runs one script once. @returns its measurements @throws if its promise is broken or its time limit is exceeded */
export async function runFault(
  fault: Fault,
  kind: DatabaseKind,
  shared: () => Promise<Postgres>,
): Promise<Record<string, number | string>> {
  const ends: (() => unknown)[] = [];
  const measures: Record<string, number | string> = {};
  let databases = 0;
  const folder = async () => {
    const path = await mkdtemp('/tmp/broadsheet-fault-');
    ends.push(() => rm(path, { recursive: true, force: true }));
    return path;
  };
  const setup: Setup = {
    kind,
    postgres: shared,
    async ownPostgres(settings) {
      const postgres = await startPostgres(settings);
      ends.push(() => postgres.remove());
      return postgres;
    },
    async freshDatabase() {
      if (kind === 'embedded') return { DATA_DIR: join(await folder(), 'data') };
      const postgres = await shared();
      databases += 1;
      const name = `fault_${process.pid}_${Date.now()}_${databases}`;
      await postgres.createDatabase(name);
      ends.push(() => postgres.query(`DROP DATABASE ${name} WITH (FORCE)`).catch(() => {}));
      return { DATABASE_URL: postgres.url(name) };
    },
    async proxy(targetPort) {
      const proxy = await startProxy(targetPort);
      ends.push(() => proxy.close());
      return proxy;
    },
    async server(environment) {
      const server = await startServer(environment);
      ends.push(() => server.kill());
      return server;
    },
    folder,
    atEnd: (work) => void ends.push(work),
    measure(name, value) {
      measures[name] = typeof value === 'number' ? Math.round(value * 10) / 10 : value;
    },
  };
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      fault.run(setup),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`Not done within ${fault.within} s.`)), fault.within * 1000);
      }),
    ]);
    return measures;
  } finally {
    clearTimeout(timer);
    for (const end of ends.reverse()) await end();
  }
}
