import { splitSearchWords } from '../../../lib/search-words.js';
import { Prisma } from '../../../platform/db/index.js';

// Private-use characters mark the matches. They become <mark> after the text around them was escaped.
const startMark = '\uE000';
const stopMark = '\uE001';
/** Characters that separate words in the index, and control characters that stand for them in highlights. */
const joins = '-/_<>';
const joinMarks = '\u0001\u0002\u0003\u0004\u0005';

/** A search that may have only function words. The longest function words have 12 letters. */
const isShort = (words: string) => words.length <= 40 && !/[^\s"-]{13}/.test(words);

/** The query of a search in each language. The planner computes it once, because it is immutable. */
const queriesOf = (words: string) =>
  isShort(words) ? Prisma.sql`search_short_queries(${words})` : Prisma.sql`search_queries(${words})`;

const queryIn = (lang: Prisma.Sql, words: string) => Prisma.sql`(${queriesOf(words)})[search_language(${lang})]`;

/** Returns a table as the source of rows `p`. For a search, rows get the column `search_query`, in the language of the article. */
export const searchedTable = (table: 'articles' | 'publications', q: string | undefined): Prisma.Sql =>
  q === undefined
    ? Prisma.raw(`${table} p`)
    : Prisma.sql`(SELECT p.*, ${queryIn(Prisma.sql`p.lang`, splitSearchWords(q).query)} AS search_query FROM ${Prisma.raw(table)} p) p`;

/** Returns the condition that an article matches a search. The query is stemmed in the language of each article. */
export function matchesSearch(q: string, lang: string | undefined): Prisma.Sql {
  const { query, excludedWords, excludedPhrases } = splitSearchWords(q);
  const articleLang = lang === undefined ? Prisma.sql`p.lang` : Prisma.sql`${lang}`;
  // Function words do not exclude articles, unless they are a phrase.
  const wordsQuery = Prisma.sql`(search_queries(${excludedWords ?? ''}))[search_language(${articleLang})]`;
  const parts = excludedPhrases.map((phrase) => Prisma.sql`(p.search @@ ${queryIn(articleLang, phrase)}) IS NOT TRUE`);
  if (excludedWords !== undefined) parts.push(Prisma.sql`(p.search @@ ${wordsQuery}) IS NOT TRUE`);
  if (query.trim() !== '' || parts.length === 0) parts.unshift(includes(query, lang));
  else if (excludedPhrases.length === 0) parts.unshift(Prisma.sql`numnode(${wordsQuery}) > 0`);
  return Prisma.sql`(${Prisma.join(parts, ' AND ')})`;
}

const includes = (query: string, lang: string | undefined): Prisma.Sql =>
  lang === undefined
    ? // The index finds what matches in any language. `IS TRUE` keeps the index from the second condition.
      Prisma.sql`p.search @@ search_any(${queriesOf(query)}) AND (p.search @@ ${queryIn(Prisma.sql`p.lang`, query)}) IS TRUE`
    : Prisma.sql`p.search @@ ${queryIn(Prisma.sql`${lang}`, query)}`;

/** The rank of a row of `searchedTable`. */
export const searchRank = Prisma.sql`ts_rank_cd(p.search, p.search_query)::float8`;
const escapeHtmlSql = (text: Prisma.Sql) => Prisma.sql`
  replace(replace(replace(replace(${text}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;')`;

/** Returns the headline and an excerpt of a row of `searchedTable` as HTML, in which <mark> surrounds the matched words. */
export function highlightColumn(q: string): Prisma.Sql {
  const { unspacedWords } = splitSearchWords(q);
  const asHtml = (markedText: Prisma.Sql) =>
    Prisma.sql`replace(replace(${escapeHtmlSql(markedText)}, ${startMark}, '<mark>'), ${stopMark}, '</mark>')`;
  const withoutMarks = (text: Prisma.Sql) => Prisma.sql`translate(${text}, ${startMark + stopMark}, '')`;
  const highlight = (text: Prisma.Sql, options: string) => Prisma.sql`
    translate(ts_headline(search_config(p.lang), translate(${withoutMarks(text)}, ${joins}, ${joinMarks}), p.search_query,
      ${`StartSel=${startMark},StopSel=${stopMark},${options}`}), ${joinMarks}, ${joins})`;
  const [firstWord] = unspacedWords;
  const [headline, text] =
    firstWord === undefined
      ? [
          highlight(Prisma.sql`p.headline`, 'HighlightAll=true'),
          highlight(Prisma.sql`left(p.body_text, 100000)`, 'MaxWords=40,MinWords=20'),
        ]
      : [
          markUnspaced(withoutMarks(Prisma.sql`p.headline`), unspacedWords),
          markUnspaced(withoutMarks(excerptAround(firstWord)), unspacedWords),
        ];
  return Prisma.sql`(SELECT row_to_json(o) FROM (SELECT ${asHtml(headline)} AS headline, ${asHtml(text)} AS text) o)`;
}

/** `ts_headline` takes a text without spaces for one word, so these words are marked by comparison. */
const markUnspaced = (text: Prisma.Sql, words: readonly string[]) => {
  // Longer words come first, because the first alternative that fits is marked. Letters need no escape.
  const pattern = [...new Set(words)].sort((a, b) => b.length - a.length).join('|');
  return Prisma.sql`regexp_replace(${text}, ${`(${pattern})`}, ${`${startMark}\\1${stopMark}`}, 'g')`;
};

const excerptAround = (word: string) =>
  Prisma.sql`substr(p.body_text, greatest(1, strpos(p.body_text, ${word}) - 40), 120)`;
