import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import t from 'tap';
import { openNewsroom } from '../support/newsroom.js';

// One database is enough: the pages do not depend on it.

const executablePath = '/usr/bin/chromium';
/** A name that is not localhost: browsers treat plain HTTP from it as insecure. */
const host = 'broadsheet.test';

type Watch = { foreign: string[]; errors: string[] };

async function openBrowser(test: { teardown(after: () => unknown): void }): Promise<BrowserContext> {
  const profile = await mkdtemp(join(tmpdir(), 'broadsheet-browser-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    viewport: { width: 1280, height: 900 },
    colorScheme: 'light',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--host-resolver-rules=MAP ${host} 127.0.0.1`,
    ],
  });
  test.teardown(async () => {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  });
  return browser;
}

/** Collects requests to other servers, and what the browser reports as an error: scripts that fail, and violations of the policy. */
function watch(page: Page, origin: string): Watch {
  const foreign: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { foreign, errors };
}

t.test(
  'shows and tries the reference at /docs in a browser, without other hosts',
  { skip: !existsSync(executablePath) && 'there is no /usr/bin/chromium' },
  async (t) => {
    const { app, newsroom } = await openNewsroom(t);
    await newsroom.loadDemo();
    const origin = `http://${host}:${new URL(app.listeningOrigin).port}`;
    const browser = await openBrowser(t);
    const page = await browser.newPage();
    const { foreign, errors } = watch(page, origin);

    await t.test('shows the operations on the overview and on the pages of their tags', async (t) => {
      await page.goto(`${origin}/docs`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('main').getByRole('link', { name: 'GET List articles', exact: true }).click();
      await page.waitForURL(`${origin}/docs/articles#listArticles`);
      t.ok(await page.locator('#listArticles h2').isVisible());
      for (const name of ['sections', 'people', 'comments', 'tokens', 'health', 'webhook-events', 'guides/webhooks']) {
        const response = await page.goto(`${origin}/docs/${name}`);
        t.equal(response?.status(), 200, name);
        t.equal(await page.locator('h1').count(), 1, `${name} has one heading of the first level`);
        t.equal(await page.locator('#navigation [aria-current="page"]').count(), 1, `${name} is marked`);
      }
    });

    await t.test('finds an operation by the keyboard', async (t) => {
      await page.goto(`${origin}/docs`);
      await page.keyboard.press('/');
      await page.keyboard.type('createWebhook');
      const options = page.getByRole('option');
      await options.first().waitFor();
      t.match(await options.first().textContent(), 'POST');
      await page.keyboard.press('Control+A');
      await page.keyboard.type('list sections');
      await page.getByRole('option', { name: 'GET List sections /v1/sections' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowUp');
      t.match(await page.locator('[role="option"][aria-selected="true"]').textContent(), 'List sections');
      await page.keyboard.press('Enter');
      await page.waitForURL(`${origin}/docs/sections#listSections`);
      t.ok(await page.locator('#listSections h2').isVisible());
    });

    await t.test('changes to the dark theme, and remembers it', async (t) => {
      const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
      await page.goto(`${origin}/docs`);
      const light = await background();
      await page.getByRole('button', { name: 'Dark theme' }).click();
      const dark = await background();
      t.not(dark, light);
      await page.goto(`${origin}/docs/articles`);
      t.equal(await background(), dark, 'on the next page');
      await page.getByRole('button', { name: 'Dark theme' }).click();
      t.equal(await background(), light);
    });

    await t.test('shows the samples of the language that was chosen, on every page', async (t) => {
      await page.goto(`${origin}/docs/articles`);
      const samples = page.locator('#createArticle .samples').first();
      t.match(await samples.locator('pre:visible').textContent(), `curl -X POST '${origin}/v1/articles'`);
      await samples.getByRole('tab', { name: 'TypeScript client' }).click();
      t.match(await samples.locator('pre:visible').textContent(), "client.POST('/v1/articles'");
      await page.goto(`${origin}/docs/sections`);
      t.match(await page.locator('#createSection pre:visible').first().textContent(), 'client.POST');
    });

    await t.test('fits the screen of a phone, where a button opens the navigation', async (t) => {
      await page.setViewportSize({ width: 390, height: 844 });
      for (const path of [
        '/docs',
        '/docs/articles',
        '/docs/webhook-events',
        '/docs/guides/desk',
        '/docs/schemas/Article',
      ]) {
        await page.goto(origin + path);
        t.equal(await page.evaluate('document.documentElement.scrollWidth'), 390, `${path} does not scroll sideways`);
      }
      const navigation = page.getByRole('navigation', { name: 'Reference' });
      t.notOk(await navigation.isVisible());
      await page.getByRole('button', { name: 'Menu' }).click();
      await navigation.getByText('Sections', { exact: true }).click();
      await navigation.getByRole('link', { name: 'GET List sections', exact: true }).click();
      await page.waitForURL(`${origin}/docs/sections#listSections`);
      t.notOk(await navigation.isVisible());
      await page.setViewportSize({ width: 1280, height: 900 });
    });

    await t.test('sends an operation with its defaults, and shows the response', async (t) => {
      await page.goto(`${origin}/docs/articles#listArticles`);
      const form = page.locator('#listArticles .try');
      await form.getByText('Try it').click();
      const [request] = await Promise.all([
        page.waitForRequest(`${origin}/v1/articles`),
        form.getByRole('button', { name: 'Send' }).click(),
      ]);
      t.equal(request.url(), `${origin}/v1/articles`, 'what is empty is not sent');
      await form.getByText('200 OK').waitFor();
      t.match(await form.locator('.result .body').textContent(), /^\{\n {2}"data": \[/);
      t.match(await form.locator('.result .time').textContent(), /^\d+ ms$/);
      t.match(await form.locator('.result').textContent(), 'content-type: application/json');
    });

    await t.test('sends a body and a token, and keeps the token for this tab alone', async (t) => {
      await page.goto(`${origin}/docs/sections#createSection`);
      const form = page.locator('#createSection .try');
      await form.getByText('Try it').click();
      await form.getByLabel('Token').fill('bs_none');
      t.match(await form.locator('[data-body]').inputValue(), '"name"');
      const [request] = await Promise.all([
        page.waitForRequest(`${origin}/v1/sections`),
        form.getByRole('button', { name: 'Send' }).click(),
      ]);
      t.match(request.headers(), { authorization: 'Bearer bs_none', 'content-type': 'application/json' });
      t.equal(request.headers()['idempotency-key'], undefined);
      await form.getByText('401').first().waitFor();
      errors.splice(0, errors.length, ...errors.filter((text) => !text.includes('401 (Unauthorized)')));
      t.equal(await page.evaluate("Object.values(localStorage).join().includes('bs_none')"), false);
      t.equal(await page.evaluate("sessionStorage.getItem('token')"), 'bs_none');
    });

    t.same(foreign, [], 'nothing comes from another host');
    t.same(errors, [], 'no script fails, and nothing violates the policy');
    if (process.env.SCREENSHOT !== undefined) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: false });
  },
);
