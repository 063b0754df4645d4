import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import t from 'tap';
import { openNewsroom } from '../support/newsroom.js';

const executablePath = '/usr/bin/chromium';

t.test(
  'shows and tries the reference at /docs in a browser, without other hosts',
  { skip: !existsSync(executablePath) && 'there is no /usr/bin/chromium' },
  async (t) => {
    const { app, newsroom } = await openNewsroom(t);
    await newsroom.loadDemo();
    const origin = app.listeningOrigin;
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
    const page = await browser.newPage();
    const foreign: string[] = [];
    const errors: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) foreign.push(request.url());
    });
    page.on('pageerror', (error) => errors.push(error.message));

    await page.goto(`${origin}/docs`);
    await page.getByText('List articles').first().waitFor();
    for (const heading of ['Articles', 'Sections', 'People', 'Comments', 'Tokens', 'Health']) {
      t.ok(await page.locator(`[data-tag="${heading}"]`).isVisible(), heading);
    }
    const operation = page.locator('#operations-Health-getReadiness');
    await operation.locator('button').first().click();
    await operation.getByText('Execute').click();
    await operation.locator('.live-responses-table .response-col_status').getByText('200').first().waitFor();
    t.same(foreign, [], 'nothing is loaded from another host');
    t.same(errors, [], 'no script fails');
    if (process.env.SCREENSHOT !== undefined) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: false });
  },
);
