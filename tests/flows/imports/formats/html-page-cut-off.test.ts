import t from 'tap';
import { htmlPage } from '../../../../src/flows/imports/formats/html-page/index.js';
import { draftsOf, readAll, skippedOf } from './fixtures/reading.js';

const prose = `<p>${'The ferry sails at nine. '.repeat(12)}</p><p>${'Its cabins are empty. '.repeat(12)}</p>`;
const start = `<!doctype html><html lang="en"><body><article><h1>Night ferry sails</h1>${prose}`;

t.test('imports the text of a page that is cut off, and reports that the page is incomplete', async (t) => {
  for (const html of [
    start,
    `${start}<p>Then <a hre`,
    `${start}</article><!-- menu`,
    `${start}</article><script>x = 1`,
  ]) {
    const reads = await readAll(htmlPage, html);
    t.match(draftsOf(reads), [{ headline: 'Night ferry sails' }], html.slice(-20));
    t.match(skippedOf(reads), [/broken-file/], html.slice(-20));
    t.match(reads.at(-1), { kind: 'skipped', isFileFault: true });
  }
});

t.test('reports no page that leaves out end tags as HTML allows', async (t) => {
  const plain = `<!doctype html><html lang=en><title>T</title><h1>Night ferry sails</h1>${prose}`;
  for (const html of [
    plain,
    plain.replaceAll('</p>', ''),
    `${start}</article>`,
    `${start}</article></body></html>`,
    `${start}</body></html>`,
    `${start}<!-- <div> --><script>a = "<div>"</script></article>`,
    `${start}<p>2 < 3</article>`,
  ])
    t.strictSame(skippedOf(await readAll(htmlPage, html)), [], html.slice(-30));
});
