import t from 'tap';
import { UnknownFormat } from '../../../src/flows/comments-import/index.js';
import { readComments } from '../../../src/flows/comments-import/read.js';
import { readAll, streamOf } from './arrivals.js';

t.test('detects the format by the beginning of the file', async (t) => {
  const wxr =
    '<?xml version="1.0"?>\n<!-- <disqus> -->\n<!DOCTYPE rss>\n<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel/></rss>';
  for (const [format, text] of [
    ['wxr', wxr],
    ['wxr', `\uFEFF\n${wxr.slice(wxr.indexOf('<rss'))}`],
    ['disqus', '<?xml version="1.0"?><disqus xmlns="http://disqus.com"/>'],
    ['disqus', '<d:disqus xmlns:d="http://disqus.com"/>'],
    ['ndjson', ' {"id":1}'],
  ] as const)
    t.equal((await readAll(text)).format, format, text);
  t.match((await readAll(Buffer.from(`\uFEFF${wxr}`, 'utf16le'))).format, 'wxr');
  t.match(await readAll('{\n{}', 'comments.ndjson'), { format: 'ndjson', skipped: { length: 2 } });
  t.strictSame(await readAll('', 'comments.ndjson'), { format: 'ndjson', records: [], skipped: [] });
});

t.test('refuses other files with the supported formats, and closes the stream', async (t) => {
  for (const text of [
    '',
    'Ada King',
    '[1]',
    '<html/>',
    '<rss/>',
    '{\n  "name": 1\n}',
    '<!-- ',
    '<',
    '<?xml version="1.0" encoding="odd"?><disqus/>',
  ]) {
    const stream = streamOf(text);
    await t.rejects(
      readComments(stream, 'a\nfile'),
      /^"a file" is not a file of comments\. Supported formats: WordPress .* NDJSON/,
    );
    t.ok(stream.destroyed || stream.readableEnded || text === '', text);
  }
  t.ok((await readAll('Ada').catch((error: unknown) => error)) instanceof UnknownFormat);
});

t.test('reports progress in bytes', async (t) => {
  const heard: number[] = [];
  const { comments } = await readComments(streamOf('{"é":1}\n{}\n', 4), 'x', {
    progress: (bytes) => heard.push(bytes),
  });
  for await (const one of comments) t.equal(one.kind, 'skipped');
  t.strictSame(heard, [4, 8, 12]);
});
