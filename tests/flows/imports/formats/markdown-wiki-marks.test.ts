import t from 'tap';
import { markdown } from '../../../../src/flows/imports/formats/markdown/index.js';
import { only, reasonsOf } from './fixtures/reading.js';

const read = (body: string) =>
  only(markdown, `---\ntitle: Ferry\ndate: 2020-01-02\nauthor: Ann Porter\n---\n${body}\n`, { name: 'ferry.md' });

t.test('never publishes the comments of Obsidian, and reports them', async (t) => {
  const draft = await read(
    'One %%ask the lawyer%% two.\n\n%%\nsecret\n\n```\ncode\n```\n%%\n\nThree `a.\n\n%%b%% four`.',
  );
  t.notMatch(draft.body, /lawyer|secret|pre>|%/);
  t.match(draft.body, /<p>One {1,2}two\.<\/p>/);
  t.ok(reasonsOf(draft).includes('3 comments of the writer: not-for-publication'));
});

t.test('writes links to other notes as their words, and pictures as pictures', async (t) => {
  const draft = await read(
    'See [[Harbour notes|the harbour]] and [[people/Ann Porter#Life]].\n\n![[https://cdn.example.com/deck.jpg|300]]\n\n![[Other note]]',
  );
  t.match(draft.body, '<p>See the harbour and Ann Porter.</p>');
  t.notMatch(draft.body, /\[\[|\]\]/);
  t.match(draft.body, 'src="https://cdn.example.com/deck.jpg"');
  t.strictSame(
    reasonsOf(draft).filter((reason) => reason.includes('note')),
    [
      'link to the note Harbour notes: no-place-for-it',
      'link to the note people/Ann Porter#Life: no-place-for-it',
      'note Other note: no-place-for-it',
    ],
  );
});

t.test('keeps what only looks like such marks', async (t) => {
  const draft = await read(
    'From 50%% to 60%%, `[[a]] %%b%%`, [[1]](https://x.example/) and [[2]].\n\n```\n%%c%% [[d]]\n```\n\nAn open %% sign.',
  );
  for (const text of ['50%% to 60%%', '[[a]] %%b%%', '%%c%% [[d]]', '[1]', '[[2]]', 'An open %% sign'])
    t.ok(draft.body.includes(text), `${text} in ${draft.body}`);
});
