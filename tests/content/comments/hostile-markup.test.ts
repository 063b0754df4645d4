import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import t, { type Test } from 'tap';
import { unified } from 'unified';
import { openNewsroom } from '../../support/newsroom.js';
import { hostileMarkup } from './hostile-markup.js';
import { publishStory } from './readers.js';

// One database is enough: what a browser does with the markup does not depend on it.

const executablePath = '/usr/bin/chromium';
const address = 'http://reader.example/story';

/** Reports its number when it runs, so that each script can be told from the others. */
const payloads = Object.entries(hostileMarkup)
  .flatMap(([kind, texts]) => texts.map((text) => ({ kind, text })))
  .map(({ kind, text }, index) => ({ kind, text: text.replaceAll('ran()', `ran(${index})`) }));

/** What a page may contain: elements with their attributes, and schemes of addresses. */
type Allowed = { elements: Record<string, string[]>; schemes: string[]; rel: string | null };

const inComments: Allowed = {
  elements: {
    a: ['href', 'rel'],
    ...Object.fromEntries('blockquote br code em li ol p strong ul'.split(' ').map((name) => [name, []])),
  },
  schemes: ['http:', 'https:', 'mailto:'],
  rel: 'nofollow ugc noopener',
};

const articleAttributes: Record<string, string[]> = {
  ...Object.fromEntries(
    'b bdi bdo br caption cite dd details dfn dl dt em figcaption h2 h3 h4 h5 h6 hr i ins kbd li mark p pre rp rt ruby s samp small span strong sub summary sup table tbody tfoot thead tr u ul var wbr'
      .split(' ')
      .map((name) => [name, []]),
  ),
  a: ['href', 'title', 'rel', 'data-footnote-ref', 'data-footnote-backref'],
  abbr: ['title'],
  blockquote: ['cite'],
  code: ['class'],
  q: ['cite'],
  col: ['span'],
  colgroup: ['span'],
  figure: ['data-embed'],
  img: ['src', 'alt', 'width', 'height', 'loading'],
  input: ['type', 'disabled', 'checked'],
  ol: ['start'],
  section: ['data-footnotes'],
  td: ['colspan', 'rowspan', 'align'],
  th: ['colspan', 'rowspan', 'align', 'scope'],
  time: ['datetime'],
};

const inArticles: Allowed = {
  elements: Object.fromEntries(
    Object.entries(articleAttributes).map(([name, attributes]) => [name, [...attributes, 'id', 'lang', 'dir']]),
  ),
  schemes: ['http:', 'https:', 'mailto:', 'tel:'],
  rel: null,
};

/** Runs in the page: reports forbidden content, and dispatches every event to the elements. */
const script = {
  /** Runs in every frame before anything else. */
  hooks: `window.happened = [];
    window.ran = (number) => top.happened.push('ran ' + number);
    window.print = () => ran('print');`,
  walk: ({ elements, schemes, rel }: Allowed, count: number) => `(() => {
    const wrongs = [];
    const body = document.querySelector('body');
    const hosts = [...body.children];
    if (hosts.length !== ${count}) wrongs.push(hosts.length + ' places instead of ${count}');
    if (document.head.children.length !== 1) wrongs.push('the head has grown');
    const allowed = ${JSON.stringify(elements)};
    const schemes = ${JSON.stringify(schemes)};
    hosts.forEach((host, index) => {
      const wrong = (what) => wrongs.push(index + ': ' + what + ' in ' + host.innerHTML.slice(0, 300));
      const nodes = document.createTreeWalker(host);
      while (nodes.nextNode()) {
        const node = nodes.currentNode;
        if (node.nodeType === Node.TEXT_NODE) continue;
        const attributes = Object.hasOwn(allowed, node.localName ?? '') ? allowed[node.localName] : undefined;
        if (attributes === undefined || node.namespaceURI !== body.namespaceURI || node.shadowRoot !== null) {
          wrong(node.nodeName);
          continue;
        }
        for (const { name, value } of node.attributes) {
          if (!attributes.includes(name) || /^on|^(style|name)$/.test(name)) wrong(node.localName + '[' + name + ']');
          if (name === 'id' && !value.startsWith('user-content-')) wrong('the id ' + value);
          if (name === 'class' && !value.startsWith('language-')) wrong('the class ' + value);
          if (name === 'type' && !(value === 'checkbox' && node.disabled)) wrong('an input');
          if (!['href', 'src', 'cite'].includes(name)) continue;
          const { protocol } = URL.parse(value, document.baseURI) ?? { protocol: 'none' };
          if (!schemes.includes(protocol)) wrong(value);
          if (node.href !== undefined && node.protocol !== protocol) wrong('the link ' + node.href);
        }
        if (${JSON.stringify(rel)} !== null && node.localName === 'a' && node.rel !== ${JSON.stringify(rel)}) wrong('rel');
      }
    });
    return wrongs;
  })()`,
  /** Renders the content again, like a front end that keeps what it has rendered. */
  rewrite: `[...document.body.children].flatMap((host, index) => {
    const before = host.innerHTML;
    host.innerHTML = before;
    return host.innerHTML === before ? [] : [index + ': ' + before + ' became ' + host.innerHTML];
  })`,
  /** Scrolls to and focuses the next element with attributes. Others have nothing to react with. */
  point: (index: number) => `(() => {
    const element = [...document.querySelectorAll('article *')].filter((one) => one.attributes.length > 0)[${index}];
    if (element === undefined) return null;
    element.scrollIntoView({ block: 'center' });
    element.tabIndex = 0;
    element.focus();
    element.removeAttribute('tabindex');
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  })()`,
  pretend: `(() => {
    const types = new Set();
    for (const prototype of [HTMLElement.prototype, SVGElement.prototype, window])
      for (const name in prototype) if (name.startsWith('on')) types.add(name.slice(2));
    for (const element of document.body.querySelectorAll('*'))
      for (const type of types) if (!/unload$/.test(type)) element.dispatchEvent(new Event(type, { cancelable: true }));
    return types.size;
  })()`,
  pictures: `[...document.images].map(({ src }) => 'image ' + src)`,
  innerHtml: (bodies: string[]) => `for (const html of ${JSON.stringify(bodies)}) {
    document.querySelector('body').append(Object.assign(document.createElement('article'), { innerHTML: html }));
  }`,
  frames: (bodies: string[]) => `for (const html of ${JSON.stringify(bodies)}) {
    document.body.append(Object.assign(document.createElement('iframe'), { srcdoc: html }));
  }`,
  click: `for (const { contentDocument } of document.querySelectorAll('iframe')) {
    for (const element of contentDocument?.querySelectorAll('*') ?? []) {
      for (const type of ['mouseover', 'mouseenter', 'focus']) element.dispatchEvent(new Event(type));
      if (!/^(https?|mailto):/.test(element.href ?? '')) element.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    }
  }`,
};

async function openBrowser(t: Test): Promise<BrowserContext> {
  const profile = await mkdtemp(join(tmpdir(), 'broadsheet-browser-'));
  const browser = await chromium.launchPersistentContext(profile, {
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
  t.teardown(async () => {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  });
  await browser.addInitScript(script.hooks);
  return browser;
}

/** Opens a reader's page, and records events that only a script could cause. */
async function openPage(t: Test, browser: BrowserContext) {
  let html = '';
  let happened: string[] = [];
  const says = (what: string) => (thing: { url(): string }) => happened.push(`${what} ${thing.url()}`);
  const page = await browser.newPage();
  t.teardown(() => page.close());
  await page.route('**/*', (route, request) => {
    if (request.url() === address && request.frame().parentFrame() === null)
      return route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>Story</title><body>${html}` });
    happened.push(`${request.resourceType()} ${request.url()}`);
    return route.abort();
  });
  page.on('popup', (popup) => {
    happened.push(`popup ${popup.url()}`);
    void popup.close();
  });
  page.on('websocket', says('socket'));
  page.on('download', says('download'));
  page.on('framenavigated', (frame) => {
    if (frame.parentFrame() !== null || frame.url() !== address) happened.push(`navigation ${frame.url()}`);
  });
  page.on('dialog', (dialog) => {
    happened.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  return {
    page,
    /** Opens the page through the HTML parser. */
    async open(content: string) {
      html = content;
      happened = [];
      await page.goto(address);
    },
    /** Returns what happened since the page was opened, once nothing more happens. */
    async happened(): Promise<string[]> {
      const all = async () => [...happened, ...(await page.evaluate<string[]>('window.happened'))];
      for (let before = -1, now = await all(); ; now = await all()) {
        if (now.length === before) return now;
        before = now.length;
        await page.waitForTimeout(500);
      }
    },
  };
}

type Reader = Awaited<ReturnType<typeof openPage>>;

/** Returns all that goes wrong when bodies are shown by the parser or by `innerHTML`, and pointed at. */
async function wrongsOf({ page, open, happened }: Reader, bodies: string[], allowed: Allowed): Promise<string[]> {
  const walk = script.walk(allowed, bodies.length);
  const look = async (): Promise<string[]> => [
    ...(await page.evaluate<string[]>(walk)),
    ...(await page.evaluate<string[]>(script.rewrite)),
    ...(await page.evaluate<string[]>(walk)),
  ];
  await open(bodies.map((body) => `<article>${body}</article>`).join(''));
  const wrongs = await look();
  for (let index = 0; ; index += 1) {
    const place = await page.evaluate<{ x: number; y: number } | null>(script.point(index));
    if (place === null) break;
    await page.mouse.move(place.x, place.y);
  }
  await page.evaluate(script.pretend);
  const pictures = allowed.elements.img === undefined ? [] : await page.evaluate<string[]>(script.pictures);
  const unwanted = async () => (await happened()).filter((what) => !pictures.includes(what));
  wrongs.push(...(await unwanted()));
  await open('');
  await page.evaluate(script.innerHtml(bodies));
  wrongs.push(...(await look()));
  await page.evaluate(script.pretend);
  wrongs.push(...(await unwanted()));
  return wrongs;
}

/** Renders Markdown with everything that it permits, like code that does not expect hostile input. */
const naive = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeStringify, { allowDangerousHtml: true, allowDangerousCharacters: true });

t.test(
  'disarms hostile markup',
  { skip: !existsSync(executablePath) && 'there is no /usr/bin/chromium' },
  async (t) => {
    const browser = await openBrowser(t);
    const newsroom = await openNewsroom(t);
    const { request } = newsroom;

    t.test('runs when rendered naively, so that the tests below can fail', async (t) => {
      const reader = await openPage(t, browser);
      // A third of each kind is enough.
      const chosen = [...payloads.keys()].filter((index) => index % 3 === 0);
      const bodies = chosen.map((index) => {
        const { text = '' } = payloads[index] ?? {};
        return text.startsWith('<') ? text : String(naive.processSync(text));
      });
      await reader.open('');
      await reader.page.evaluate(script.frames(bodies));
      await reader.happened();
      await reader.page.evaluate(script.click);
      const happened = await reader.happened();
      const ran = chosen.filter((index) => happened.includes(`ran ${index}`));
      await reader.open('');
      const walk = script.walk(inComments, bodies.length);
      const wrongs = await reader.page.evaluate<string[]>(`${script.innerHtml(bodies)}\n${walk}`);
      const found = chosen.filter(
        (index, at) => ran.includes(index) || wrongs.some((one) => one.startsWith(`${at}: `)),
      );
      t.ok(ran.length > chosen.length / 2, `${ran.length} of ${chosen.length} payloads run`);
      t.ok(found.length > chosen.length * 0.95, `${found.length} of ${chosen.length} payloads are detected`);
      t.ok(
        happened.some((what) => what.includes('away.example')),
        'requests are detected',
      );
    });

    t.test('does not run or load anything in a comment, and leaves only permitted elements', async (t) => {
      const shown: string[] = [];
      let refused = 0;
      for (const kind of Object.keys(hostileMarkup)) {
        const story = await publishStory(newsroom, { headline: `On ${kind}` });
        const policy = { mode: 'post', maxLinks: 100, minSeconds: 0 };
        await request('PUT', `/v1/articles/${story.id}/comment-policy`, { as: 'moderator', body: policy });
        for (const [index, payload] of payloads.entries()) {
          if (payload.kind !== kind) continue;
          const guest = { authorName: 'A Guest', authorEmail: `guest${index}@post.example`, body: payload.text };
          const { status } = await request('POST', `/v1/articles/${story.id}/comments`, { body: guest });
          if (status !== 201) refused += 1;
        }
        const { body } = await request('GET', `/v1/articles/${story.slug}/comments?limit=100&sort=createdAt`);
        shown.push(...body.data.map(({ bodyHtml }: { bodyHtml: string }) => bodyHtml));
      }
      t.equal(shown.length, payloads.length - refused, 'every accepted comment is public');
      t.ok(refused < 10 && shown.length >= 100, `${shown.length} comments are public and ${refused} are refused`);
      t.strictSame(await wrongsOf(await openPage(t, browser), shown, inComments), []);
    });

    for (const bodyFormat of ['html', 'markdown']) {
      t.test(`does not run or load anything in the body of an article in ${bodyFormat}`, async (t) => {
        const bodies: string[] = [];
        for (const { text } of payloads) {
          const article = { headline: 'A story', bodyFormat, body: text };
          const answer = await request('POST', '/v1/articles', { as: 'writer', body: article });
          if (answer.status === 201) bodies.push(answer.body.body);
        }
        t.ok(bodies.length > payloads.length - 10, `${bodies.length} bodies are accepted`);
        t.strictSame(await wrongsOf(await openPage(t, browser), bodies, inArticles), []);
      });
    }
  },
);
