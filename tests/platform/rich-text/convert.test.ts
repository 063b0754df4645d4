import t from 'tap';
import * as richText from '../../../src/lib/rich-text/index.js';
import { convert, sanitizeBody } from '../../../src/platform/rich-text/index.js';

const html = '<p>Angela <b>Merkel</b> met <a href="https://x.example/">them</a>.<br/>';
const markdown = 'Hello *world*[^1] and [link](https://x.example).\n\n';
const places = '[[0,6,"merkel"]]';

t.test('gives the same results for short and long texts as the conversions themselves', async (t) => {
  for (const times of [1, 1_000]) {
    const [body, text] = [html.repeat(times), markdown.repeat(times)];
    const clean = richText.sanitizeHtml(body);
    t.same(await convert('sanitizeWithText', body), richText.sanitizeWithText(body));
    t.same(await sanitizeBody(body), richText.sanitizeWithText(body));
    t.same(await sanitizeBody(clean), richText.sanitizeWithText(clean));
    t.same(await convert('markdownToBody', text), richText.markdownToBody(text));
    t.equal(await convert('htmlToMarkdown', body), richText.htmlToMarkdown(body));
    t.equal(await convert('htmlToText', body), richText.htmlToText(body));
    t.equal(await convert('commentMarkdownToHtml', text), richText.commentMarkdownToHtml(text));
    t.equal(await convert('annotatePeople', clean, places), richText.annotatePeople(clean, places));
    t.equal(
      await convert('compareHtml', clean, `${clean}<p>x</p>`),
      await richText.compareHtml(clean, `${clean}<p>x</p>`),
    );
  }
});

t.test('tells texts and arguments apart that are similar', async (t) => {
  const body = richText.sanitizeHtml(html.repeat(1_000));
  const [one, two] = await Promise.all([
    convert('annotatePeople', body, places),
    convert('annotatePeople', body, '[]'),
  ]);
  t.not(one, two);
  const [before, after] = await Promise.all([
    convert('compareHtml', body, `${body}<p>x</p>`),
    convert('compareHtml', `${body}<p>x</p>`, body),
  ]);
  t.match(before, /<ins>x<\/ins>/);
  t.match(after, /<del>x<\/del>/);
});

t.test('lets other work run while a long text is converted, and converts it once for all that wait', async (t) => {
  const body = '<ul><li>a'.repeat(20_000);
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  const results = await Promise.all([1, 2, 3].map(() => convert('htmlToMarkdown', body)));
  isDone = true;
  t.ok(turns > 100, `${turns} turns of the event loop`);
  t.equal(new Set(results).size, 1);
  const before = turns;
  t.equal(await convert('htmlToMarkdown', body), results[0]);
  t.equal(turns, before, 'a later call gets the result without waiting');
});

t.test('reports a text that a conversion refuses', async (t) => {
  await t.rejects(convert('markdownToBody', 'x'.repeat(100_001)), { message: /more than 100000 characters/ });
});
