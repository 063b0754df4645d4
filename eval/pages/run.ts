import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import type { Draft } from '../../src/flows/imports/draft.js';
import { htmlPage } from '../../src/flows/imports/formats/html-page/index.js';
import { countOf, countShared, visibleText, type Words, wordsOf } from './words.js';

const minShare = 0.95;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { words: { type: 'boolean', default: false } },
});
const [directory, ...names] = positionals;
if (directory === undefined) {
  process.stderr.write('Name the folder of the test pages: npm run eval:pages -- readability/test/test-pages\n');
  process.exit(2);
}

/** The result for one page. `articles` is the number of articles that the import made of it. */
type PageScore = { name: string; articles: number; expected: number; kept: number; recall: number; precision: number };

/** Returns the articles that an import makes of a page. */
async function importPage(html: Buffer): Promise<Draft[]> {
  const drafts: Draft[] = [];
  for await (const read of htmlPage.read(Readable.from([html]), { source: null, name: null, siteUrl: null }))
    if (read.kind === 'draft') drafts.push(read.draft);
  return drafts;
}

/** Returns the words of the fields beside the body: words that the import kept, but not as text of the article. */
const fieldWordsOf = ({ headline, standfirst, kicker, dateline, people, tags, sources, leadImage, media }: Draft) =>
  wordsOf(
    ...[
      headline,
      standfirst,
      kicker,
      dateline,
      ...people.flatMap(({ name, titleAsPrinted }) => [name, titleAsPrinted]),
      ...tags,
      ...sources.filter(({ relation }) => relation === 'syndicated').map(({ name }) => name),
      ...[leadImage, ...media].flatMap((image) => [image?.caption, image?.credit]),
    ].filter((text) => text != null),
  );

/**
 * Compares the main article of a page with the expected text. The main article is the one that shares the most words
 * with the expected text. Recall is the share of the expected words that are in its body or in its other fields.
 * Precision is the share of the words of its body that are expected.
 */
function scoreOf(name: string, drafts: readonly Draft[], expected: Words): PageScore & { extra: Words; lost: Words } {
  const [main] = drafts
    .map((draft) => ({ body: wordsOf(visibleText(draft.body)), fields: fieldWordsOf(draft) }))
    .toSorted((one, other) => countShared(other.body, expected) - countShared(one.body, expected));
  const body = main?.body ?? new Map<string, number>();
  const all = new Map(body);
  for (const [word, count] of main?.fields ?? []) all.set(word, (all.get(word) ?? 0) + count);
  const without = (words: Words, others: Words) =>
    new Map([...words].map(([word, count]) => [word, Math.max(0, count - (others.get(word) ?? 0))] as const));
  return {
    name,
    articles: drafts.length,
    expected: countOf(expected),
    kept: countOf(body),
    recall: countOf(expected) === 0 ? 1 : countShared(expected, all) / countOf(expected),
    precision: countOf(body) === 0 ? (countOf(expected) === 0 ? 1 : 0) : countShared(body, expected) / countOf(body),
    extra: without(body, expected),
    lost: without(expected, all),
  };
}

const listOf = (words: Words): string =>
  [...words]
    .filter(([, count]) => count > 0)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, 40)
    .map(([word, count]) => (count === 1 ? word : `${word} ×${count}`))
    .join(' ');

const scores: PageScore[] = [];
process.stdout.write('| page | articles | expected words | words of the body | recall | precision | |\n');
process.stdout.write('| --- | --- | --- | --- | --- | --- | --- |\n');
for (const name of names.length > 0 ? names : readdirSync(directory).toSorted()) {
  const drafts = await importPage(readFileSync(join(directory, name, 'source.html')));
  const expected = wordsOf(visibleText(readFileSync(join(directory, name, 'expected.html'), 'utf8')));
  const score = scoreOf(name, drafts, expected);
  scores.push(score);
  const isGood = score.recall >= minShare && score.precision >= minShare;
  process.stdout.write(
    `| ${name} | ${score.articles} | ${score.expected} | ${score.kept} | ${score.recall.toFixed(3)} | ${score.precision.toFixed(3)} | ${isGood ? '' : '✗'} |\n`,
  );
  if (values.words && !isGood)
    process.stdout.write(`    not expected: ${listOf(score.extra)}\n    not kept: ${listOf(score.lost)}\n`);
}

const good = scores.filter(({ recall, precision }) => recall >= minShare && precision >= minShare);
process.stdout.write(`
pages: ${scores.length}
recall and precision at least ${minShare}: ${good.length} (${((100 * good.length) / scores.length).toFixed(1)} %)
recall at least ${minShare}: ${scores.filter(({ recall }) => recall >= minShare).length}
precision at least ${minShare}: ${scores.filter(({ precision }) => precision >= minShare).length}
pages that became several articles: ${
  scores
    .filter(({ articles }) => articles > 1)
    .map(({ name }) => name)
    .join(', ') || 'none'
}
`);
