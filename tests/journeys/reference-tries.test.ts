import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import t from 'tap';
import { type ApiDocument, listOperations } from '../../src/platform/http/reference/document.js';
import { requiresToken } from '../../src/platform/http/reference/request-example.js';
import { createAsset } from '../support/assets.js';
import { openNewsroom } from '../support/newsroom.js';

// One database is enough: the contract tests send the same requests to both.

const executablePath = '/usr/bin/chromium';
/** A name that is not localhost: browsers treat plain HTTP from it as insecure. */
const host = 'newsroom.test';

type Try = { id: string; token: string; path: Record<string, string> | undefined };

/** Runs in the page: fills in a form, presses its button, and returns the status that appears. A stream is cancelled. */
const sendForm = `async ({ id, token, path }) => {
  const section = document.getElementById(id);
  const form = section.querySelector('.try form');
  section.querySelector('.try').open = true;
  for (const [name, value] of Object.entries(path ?? {})) form.querySelector('[data-in="path"][name="' + name + '"]').value = value;
  const field = form.querySelector('[data-token]');
  field.value = token;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  const button = form.querySelector('[type="submit"]');
  const result = form.querySelector('.result');
  button.click();
  const frame = () => new Promise((resolve) => setTimeout(resolve, 5));
  while (result.querySelector('.status, .failure') === null) await frame();
  const shown = result.querySelector('.status, .failure').textContent;
  if (button.disabled) await frame();
  form.querySelector('[data-cancel]').click();
  while (button.disabled) await frame();
  return shown;
}`;
const send = (page: Page, values: Try): Promise<string> => page.evaluate(`(${sendForm})(${JSON.stringify(values)})`);

/** The names of the optional fields that are not empty, of all forms of the page. */
const prefilledFields = `[...document.querySelectorAll('.try [data-in]:not([required])')]
  .filter((field) => field.value !== '' && field.closest('.field').querySelector('.required') === null)
  .map(({ id }) => id)`;

t.test(
  'tries every GET operation with its defaults in a browser, over plain HTTP',
  { skip: !existsSync(executablePath) && 'there is no /usr/bin/chromium' },
  async (t) => {
    const { app, newsroom, request, tokens, readDocument } = await openNewsroom(t);
    await newsroom.loadDemo();
    const as = 'admin';
    const webhook = await request('POST', '/v1/webhooks', { as, body: { url: 'https://a.example/', types: ['*'] } });
    const upload = await request('POST', '/v1/imports', {
      as,
      raw: '# One\n\nArticle.\n',
      headers: { 'content-type': 'text/markdown' },
    });
    const preview = await request('POST', '/v1/articles/two-presidents-meet-in-hamburg/previews', { as, body: {} });
    const staff = { name: 'Ada Lumen', email: 'ada.lumen@paper.example', role: 'writer' };
    const user = await request('POST', '/v1/users', { as, body: staff });
    const asset = await createAsset(request);
    const part = await request('POST', '/v1/assets/uploads', { as, headers: { 'upload-length': '1000' } });
    /** Ids and secrets that no example can know, by the operations that need them. */
    const typed: Record<string, Record<string, string>> = {
      getWebhook: { id: webhook.body.id },
      listWebhookDeliveries: { id: webhook.body.id },
      getImport: { id: upload.body.id },
      listImportItems: { id: upload.body.id },
      openPreview: { preview: preview.body.token },
      getUser: { id: user.body.id },
      getRole: { name: 'editor' },
      getAsset: { id: asset },
      getAssetUpload: { id: part.body.id },
      getDeskAsset: { id: asset },
      getDeskAssetFile: { id: asset },
      getMedia: { id: asset },
    };

    const profile = await mkdtemp(join(tmpdir(), 'broadsheet-browser-'));
    const browser = await chromium.launchPersistentContext(profile, {
      executablePath,
      args: [
        ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
        ...['--disable-background-networking', '--disable-component-update'],
        `--host-resolver-rules=MAP ${host} 127.0.0.1`,
      ],
    });
    t.teardown(async () => {
      await browser.close();
      await rm(profile, { recursive: true, force: true });
    });
    const page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    const origin = `http://${host}:${new URL(app.listeningOrigin).port}`;
    await page.goto(`${origin}/docs`);
    const pathOf = new Map<string, string>();
    const links: string[] = await page.evaluate(
      `[...document.querySelectorAll('main a[href*="#"]')].map((link) => link.getAttribute('href'))`,
    );
    for (const link of links) {
      const [path = '', id = ''] = link.split('#');
      pathOf.set(id, path);
    }

    const operations = listOperations(readDocument() as ApiDocument).filter(
      // The addresses of a sign-in are opened by the browser itself.
      ({ method, id }) => method === 'GET' && !['beginSignIn', 'completeSignIn', 'signOutAtProvider'].includes(id),
    );
    for (const path of new Set(operations.map(({ id }) => pathOf.get(id)))) {
      t.ok(path, 'the overview links every operation');
      await page.goto(`${origin}${path}`);
      t.same(await page.evaluate(prefilledFields), [], `${path}: optional fields are left empty`);
      for (const operation of operations.filter(({ id }) => pathOf.get(id) === path)) {
        const { id } = operation;
        const values = { id, path: typed[id] };
        const status = await send(page, { ...values, token: '' });
        if (!requiresToken(operation)) {
          t.match(status, /^200/, id);
          continue;
        }
        t.match(status, /^40[13]/, `${id} without a token`);
        t.match(await send(page, { ...values, token: tokens.admin }), /^200/, `${id} with a token`);
      }
    }
  },
);
