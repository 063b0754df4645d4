import { setTimeout as sleep } from 'node:timers/promises';

type Server = { url: string; process: { kill(signal: 'SIGKILL' | 'SIGTERM'): boolean }; exit: Promise<unknown> };

type Options = {
  /** Starts a server and waits until it responds. */
  start(): Promise<Server>;
  token: string;
  /** The file as NDJSON. */
  file: string;
  kills: number;
  /** Returns the number of items after which a process is killed, by the number of the kill. */
  target(kill: number): number;
};

export type Survived = {
  /** The number of stored items at each kill. */
  at: number[];
  job: { status: string; done: number; created: number; unchanged: number; failed: number };
  /** Ids of the existing articles. */
  articles: string[];
  headlines: Set<string>;
  items: number;
};

/** Imports a file through servers that are killed with -9 one after the other, until it is done. */
export async function importThroughKills({ start, token, file, kills, target }: Options): Promise<Survived> {
  let server = await start();
  const headers = { authorization: `Bearer ${token}` };
  const get = async <Body>(path: string): Promise<Body> =>
    (await (await fetch(`${server.url}${path}`, { headers })).json()) as Body;

  const sent = await fetch(`${server.url}/v1/imports`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-ndjson', 'idempotency-key': 'killed' },
    body: file,
  });
  const { id } = (await sent.json()) as { id: string };
  const at: number[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    let job = await get<Survived['job']>(`/v1/imports/${id}`);
    while ((job.status === 'queued' || job.status === 'running') && job.done < target(kill)) {
      await sleep(5);
      job = await get<Survived['job']>(`/v1/imports/${id}`);
    }
    at.push(job.done);
    server.process.kill('SIGKILL');
    await server.exit;
    server = await start();
    if (job.status === 'done') break;
  }
  let job = await get<Survived['job']>(`/v1/imports/${id}`);
  while (job.status === 'queued' || job.status === 'running') {
    await sleep(100);
    job = await get<Survived['job']>(`/v1/imports/${id}`);
  }
  const all = async <Item>(path: string): Promise<Item[]> => {
    const found: Item[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page: { data: Item[]; page: { next: string | null } } = await get(
        `${path}limit=100${next && `&after=${next}`}`,
      );
      found.push(...page.data);
      next = page.page.next;
    }
    return found;
  };
  const articles = await all<{ id: string; headline: string }>('/v1/desk/articles?fields=id,headline&');
  const items = await all<{ articleId: string }>(`/v1/imports/${id}/items?`);
  server.process.kill('SIGTERM');
  await server.exit;
  return {
    at,
    job,
    articles: articles.map((article) => article.id),
    headlines: new Set(articles.map(({ headline }) => headline)),
    items: new Set(items.map(({ articleId }) => articleId)).size,
  };
}
