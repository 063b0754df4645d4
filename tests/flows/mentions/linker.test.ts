import t from 'tap';
import { readPeople, readStories, strangers } from '../../../eval/people/corpus.js';
import { readQuotes, scoreQuotes } from '../../../eval/people/quotes.js';
import { evaluate, precision, recall, rightPerson, scoresByLanguage } from '../../../eval/people/score.js';
import {
  type ArticleText,
  compileDirectory,
  FIELDS,
  type LinkerOutput,
  link,
} from '../../../src/flows/mentions/linker/index.js';
import { person } from './marked-text.js';

const stories = readStories(new URL('../../../eval/people/stories/', import.meta.url));
const people = readPeople(new URL('../../../eval/people/people.json', import.meta.url));
const directory = compileDirectory(people);

const twoBrandts = compileDirectory(
  ['Anna Müller-Brandt', 'Jonas Müller-Brandt', 'Angela Merkel'].map((name) => person({ name })),
);

const inBody = (body: string, date = '2017-07-07') => link({ body, date }, directory);
const named = ({ mentions }: LinkerOutput) =>
  mentions.map(({ surface, person }) => `${surface}: ${person?.slug ?? 'nobody'}`);

t.test('finds the marked mentions among ten thousand other people', async (t) => {
  const { total } = evaluate(stories, [...people, ...strangers(10_000)]);
  t.ok(stories.length >= 25);
  t.ok(precision(total) >= 0.98, `precision ${precision(total)}`);
  t.ok(recall(total) >= 0.95, `recall ${recall(total)}`);
  t.ok(rightPerson(total) >= 0.97, `right person ${rightPerson(total)}`);
});

t.test('finds the mentions in misleading articles almost as well', async (t) => {
  const { total } = evaluate(readStories(new URL('../../../eval/people/held-out/stories/', import.meta.url)), [
    ...readPeople(new URL('../../../eval/people/held-out/people.json', import.meta.url)),
    ...strangers(10_000),
  ]);
  t.ok(precision(total) >= 0.97, `precision ${precision(total)}`);
  t.ok(recall(total) >= 0.99, `recall ${recall(total)}`);
  t.ok(rightPerson(total) >= 0.985, `right person ${rightPerson(total)}`);
});

t.test('finds the mentions in articles in each of eight languages', async (t) => {
  const { scores } = evaluate(readStories(new URL('../../../eval/people/languages/stories/', import.meta.url)), [
    ...readPeople(new URL('../../../eval/people/languages/people.json', import.meta.url)),
    ...strangers(10_000),
  ]);
  const languages = scoresByLanguage(scores);
  t.equal(languages.length, 8);
  for (const score of languages) {
    t.ok(precision(score) >= 0.97, `${score.name}: precision ${precision(score)}`);
    t.ok(recall(score) >= 0.9, `${score.name}: recall ${recall(score)}`);
    t.ok(rightPerson(score) >= 0.97, `${score.name}: right person ${rightPerson(score)}`);
  }
});

t.test('finds the mentions and the quotes in articles in twelve languages', async (t) => {
  const set = new URL('../../../eval/people/languages-4/', import.meta.url);
  const { total, mentions } = evaluate(readStories(new URL('stories/', set)), [
    ...readPeople(new URL('people.json', set)),
    ...strangers(10_000),
  ]);
  t.ok(precision(total) >= 0.97, `precision ${precision(total)}`);
  t.ok(recall(total) >= 0.97, `recall ${recall(total)}`);
  const quotes = scoreQuotes(readQuotes(new URL('quotes.tsv', set).pathname), mentions);
  t.equal(quotes.wanted, 37);
  t.equal(quotes.right, quotes.found, `${quotes.right} of ${quotes.found} quotes are right`);
  t.ok(quotes.right >= 35, `${quotes.right} quotes`);
});

t.test('returns separate mentions inside the text, the same each time', async (t) => {
  for (const { name, story } of stories) {
    const { mentions } = link(story, directory);
    t.strictSame(link(story, directory).mentions, mentions, name);
    for (const field of FIELDS) {
      let end = 0;
      for (const mention of mentions.filter((one) => one.field === field)) {
        t.ok(mention.start >= end && mention.end > mention.start, `${name}: ${mention.surface}`);
        t.equal((story[field] ?? '').slice(mention.start, mention.end), mention.surface);
        end = mention.end;
      }
    }
  }
});

t.test('returns the title as printed and whether the person is quoted', async (t) => {
  const { mentions } = inBody(
    'Secretary of State Rex Tillerson left. “We shall be back before you know it,” he said.\n\n“Nobody here has agreed to anything,” said Angela Merkel. Merkel said that she was tired. Theresa May slept.',
  );
  t.strictSame(
    mentions.map(({ title, quoted, person }) => [person?.slug, title, quoted]),
    [
      ['rex-tillerson', 'Secretary of State', 'none'],
      ['angela-merkel', null, 'direct'],
      ['angela-merkel', null, 'indirect'],
      ['theresa-may', null, 'none'],
    ],
  );
});

t.test('reads the words of a text as words, even if JavaScript gives them a meaning', async (t) => {
  const { mentions } = inBody(
    'The constructor Angela Merkel came. The constructor Trump and the constructor Merkel left.',
  );
  t.strictSame(
    mentions.map(({ surface, title, method }) => [surface, title, method]),
    [
      ['Angela Merkel', null, 'name'],
      ['Merkel', null, 'short-name'],
    ],
  );
});

t.test('resolves an office with a surname to its holder on the day of the article', async (t) => {
  const body = 'President Trump and President Obama were invited.';
  t.strictSame(named(inBody(body, '2017-07-07')), ['Trump: donald-trump']);
  t.strictSame(named(inBody(body, '2016-07-07')), ['Obama: barack-obama']);
});

t.test('suggests a bare surname or an unknown name after a title, without a mention', async (t) => {
  const { mentions, suggestions } = inBody('Nobody had told Tillerson. Senator Wilma Brandt was told.');
  t.strictSame(mentions, []);
  t.strictSame(
    suggestions.map(({ name, reason }) => [name, reason]),
    [
      ['Tillerson', 'surname-alone'],
      ['Wilma Brandt', 'title-before-unknown'],
    ],
  );
});

t.test('suggests a surname of several words that begins a sentence', async (t) => {
  const { mentions, suggestions } = link({ body: 'Müller-Brandt left. Merkel left.' }, twoBrandts);
  t.strictSame(mentions, []);
  t.strictSame(
    suggestions.map(({ name, reason }) => [name, reason]),
    [['Müller-Brandt', 'surname-alone']],
  );
});

t.test('only suggests relatives whom the text names equally often', async (t) => {
  const { mentions } = inBody('Melania Trump waved. Donald Trump did not. Then Trump left.');
  t.strictSame(
    mentions.map(({ person, candidates }) => [person?.slug, candidates.length]),
    [
      ['melania-trump', 1],
      ['donald-trump', 1],
      [undefined, 2],
    ],
  );
  t.equal(mentions[2]?.status, 'suggested');
  t.ok((mentions[2]?.confidence ?? 1) < 0.5);
});

t.test('handles hostile text in bounded time without throwing', async (t) => {
  const hostile: ArticleText[] = [
    '“',
    'A.',
    'Mr. ',
    'van der ',
    'Kim Jong-',
    "O'",
    'Trump, Trump ',
    '\u{1F600}',
    'İ',
  ].map((unit) => ({
    headline: unit.repeat(200),
    body: unit.repeat(20_000),
  }));
  for (const story of hostile) {
    const started = process.cpuUsage().user;
    link(story, directory);
    t.ok((process.cpuUsage().user - started) / 1e6 < 10, JSON.stringify(story.body.slice(0, 10)));
  }
});
