import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { adminToken, startBroadsheet, stop } from './contestants.js';
import { createLoopProbe } from './event-loop.js';

// Measures for how long requests with hostile bodies block the event loop of the server. Needs `npm run build` and Linux.

/** The longest delay that is allowed. Milliseconds. */
const barMs = 50;

const repeat = (piece: string, length: number) => piece.repeat(Math.floor(length / piece.length));

/** Bodies of a million characters, less what the JSON around them needs, of the kinds that take longest. */
const html: Record<string, string> = Object.fromEntries(
  Object.entries({
    paragraphs: '<p>Angela Merkel &amp; the <em>two</em> <a href="https://x.example/">leaders</a> met in Hamburg.</p>',
    'deep quotes': '<blockquote>',
    'deep lists': '<ul><li>a',
    emphasis: '<b>x</b>',
    'deep emphasis': '<b><i>',
    tables: '<table><tr><td>a<td>b</table>',
    links: '<a href="https://x.example/a">x</a> ',
    entities: '&amp;&lt;&copy;',
    'short paragraphs': '<p>x</p>',
    ids: '<a id="a"></a><h2 id="b">c</h2>',
    frames: '<iframe src="https://player.vimeo.com/video/1" title="a"></iframe>',
    'unknown frames': '<iframe src="https://e.example/"></iframe>',
    markup: '*_[`<a ',
    names: '<p>Angela Merkel met Olaf Scholz &amp; co.</p>',
    code: `<pre>${'x\n'.repeat(50)}</pre>`,
  }).map(([name, piece]) => [
    name,
    repeat(piece, Math.floor(850_000 / (JSON.stringify(piece).length - 2)) * piece.length),
  ]),
);

/** Markdown of a hundred thousand characters, and of five thousand for comments. */
const markdown: Record<string, string> = {
  paragraphs: 'Hello *world* and [link](https://x.example).\n\n',
  brackets: '[',
  'open links': '[a](',
  images: '![',
  emphasis: '*a_b ',
  'strong emphasis': '**a ',
  code: '` ``',
  tables: '|a|b|\n|-|-|\n',
  lists: '- a\n',
  quotes: '> ',
  'short paragraphs': 'a\n\n',
  footnotes: '[^1]: x\n\n',
  addresses: 'www.a.b a@b.c ',
  entities: '&amp;',
  html: '<a ',
};

const probe = await createLoopProbe();
// The embedded database works in the thread of the server, so only a PostgreSQL server shows what the conversions cost.
const folder = await mkdtemp(join(tmpdir(), 'broadsheet-bodies-'));
const { DATABASE_URL } = process.env;
const server = await startBroadsheet('bodies', DATABASE_URL === undefined ? { DATA_DIR: folder } : { DATABASE_URL }, {
  CACHE_MB: '0',
  NODE_OPTIONS: probe.nodeOptions,
});

async function send(method: string, path: string, body?: object, accept = 'application/json'): Promise<Response> {
  const response = await fetch(`${server.url}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, accept, ...(body && { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await response.clone().arrayBuffer();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${(await response.text()).slice(0, 500)}`);
  return response;
}

/** Sends a file as an import and waits for its end. */
async function importFile(format: string, content: string): Promise<void> {
  const response = await fetch(`${server.url}/v1/imports?format=${format}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/octet-stream' },
    body: content,
  });
  if (!response.ok) throw new Error(`import: ${response.status} ${(await response.text()).slice(0, 500)}`);
  const { id } = (await response.json()) as { id: string };
  for (;;) {
    const job = (await (await send('GET', `/imports/${id}`)).json()) as { status: string };
    if (job.status !== 'queued' && job.status !== 'running') return;
    await sleep(20);
  }
}

/** Links an article whose body names people thousands of times. */
const linked = (slug: string) => send('POST', `/articles/${slug}/mentions/relink`);

let worst = 0;
async function measure(name: string, work: () => Promise<unknown>): Promise<void> {
  await probe.longestDelay();
  const start = performance.now();
  await work();
  const taken = performance.now() - start;
  const { delayMs, cpuMs } = await probe.longestDelay();
  worst = Math.max(worst, cpuMs);
  const figures = [taken.toFixed(0), delayMs.toFixed(1), cpuMs.toFixed(1)].map((text) => `${text.padStart(9)} ms`);
  process.stdout.write(`${name.padEnd(40)}${figures.join('')}${cpuMs > barMs ? '  above the bar' : ''}\n`);
}

process.stdout.write(`${'request'.padEnd(40)}       takes      blocks    with CPU\n`);
const only = process.argv[2];
const warm = `warm-${process.pid}`;
const isWanted = (name: string) => only === undefined || name.includes(only);
await send('POST', '/articles', { headline: 'Warm', slug: warm, body: '<p>Warm.</p>' });
await send('POST', `/articles/${warm}/publish`);
for (const name of ['Angela Merkel', 'Olaf Scholz']) await send('POST', '/people', { name, visibility: 'public' });
for (const [kind, body] of Object.entries(html)) {
  if (!isWanted(kind)) continue;
  const slug = `${kind.replaceAll(' ', '-')}-${process.pid}`;
  await measure(`save HTML: ${kind}`, () => send('POST', '/articles', { headline: kind, slug, body }));
  if (kind === 'names') await measure('  link', () => linked(slug));
  await measure('  publish', () => send('POST', `/articles/${slug}/publish`));
  if (kind === 'names') await measure('  link the publication', () => linked(slug));
  await measure('  read', () => send('GET', `/articles/${slug}`));
  await measure('  read as Markdown', () => send('GET', `/articles/${slug}?bodyFormat=markdown`));
  await measure('  read again', () => send('GET', `/articles/${slug}?bodyFormat=markdown&fields=body`));
  await measure('  read the form Markdown', () => send('GET', `/articles/${slug}`, undefined, 'text/markdown'));
  await measure('  read as text', () => send('GET', `/articles/${slug}?bodyFormat=text`));
  await measure('  read with annotations', () => send('GET', `/articles/${slug}?annotate=people`));
  await measure('  save with another ending', () => send('PATCH', `/articles/${slug}`, { body: `${body}<p>End.</p>` }));
  await measure('  compare', () => send('GET', `/articles/${slug}/diff?format=html`));
  await measure('  compare words', () => send('GET', `/articles/${slug}/diff`));
  const item = { id: `import-${slug}`, headline: kind, body, publishedAt: '2017-07-07T12:00:00Z' };
  await measure('  import as NDJSON', () => importFile('ndjson', `${JSON.stringify(item)}\n`));
  const page = `<html><head><title>${kind}</title></head><body><article><h1>${kind}</h1>${body}</article></body></html>`;
  await measure('  import as a page', () => importFile('html-page', page));
}
for (const [kind, piece] of Object.entries(markdown)) {
  if (!isWanted(kind)) continue;
  const body = repeat(piece, 99_000);
  await measure(`save Markdown: ${kind}`, () =>
    send('POST', '/articles', {
      headline: kind,
      slug: `md-${kind.replaceAll(' ', '-')}-${process.pid}`,
      bodyFormat: 'markdown',
      body,
    }),
  );
  await measure('  comment', () =>
    send('POST', `/articles/${warm}/comments`, {
      authorName: 'A',
      authorEmail: 'a@reader.example',
      body: repeat(piece, 4_990),
    }),
  );
  await measure('  import', () => importFile('markdown', `---\ntitle: ${kind}\n---\n\n${body}`));
}
process.stdout.write(
  `The most CPU time between two turns of the event loop was ${worst.toFixed(1)} ms. The bar is ${barMs} ms.\n`,
);
await stop(server);
await rm(folder, { recursive: true });
