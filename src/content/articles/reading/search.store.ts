import { Prisma } from '../../../platform/db/index.js';

/** The text search configurations that the database function `search_config` may return. */
export const searchConfigs = [
  'simple',
  'arabic',
  'danish',
  'german',
  'english',
  'spanish',
  'finnish',
  'french',
  'hungarian',
  'italian',
  'norwegian',
  'dutch',
  'portuguese',
  'romanian',
  'russian',
  'swedish',
  'turkish',
];

// Private-use characters mark the matches. They become <mark> after the text around them was escaped.
const startMark = '\uE000';
const stopMark = '\uE001';

/** Returns the condition that an article matches a search. The query is stemmed in the language of each article. */
export function matchesSearch(q: string, lang: string | undefined): Prisma.Sql {
  if (lang !== undefined) return Prisma.sql`p.search @@ websearch_to_tsquery(search_config(${lang}), ${q})`;
  const conditionPerConfig = searchConfigs.map(
    (config) =>
      Prisma.sql`(p.search @@ websearch_to_tsquery(${config}::regconfig, ${q}) AND search_config(p.lang) = ${config}::regconfig)`,
  );
  return Prisma.sql`(${Prisma.join(conditionPerConfig, ' OR ')})`;
}

export const searchRank = (q: string) =>
  Prisma.sql`ts_rank_cd(p.search, websearch_to_tsquery(search_config(p.lang), ${q}))::float8`;

const escapeHtmlSql = (text: Prisma.Sql) => Prisma.sql`
  replace(replace(replace(replace(${text}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;')`;

/** Returns the expression of the headline and an excerpt as HTML, in which <mark> surrounds the matched words. */
export function highlightColumn(q: string): Prisma.Sql {
  const highlight = (text: Prisma.Sql, options: string) => Prisma.sql`
    replace(replace(${escapeHtmlSql(Prisma.sql`
      ts_headline(search_config(p.lang), translate(${text}, ${startMark + stopMark}, ''), websearch_to_tsquery(search_config(p.lang), ${q}), ${`StartSel=${startMark},StopSel=${stopMark},${options}`})`)},
      ${startMark}, '<mark>'), ${stopMark}, '</mark>')`;
  return Prisma.sql`(SELECT row_to_json(o) FROM (SELECT ${highlight(Prisma.sql`p.headline`, 'HighlightAll=true')} AS headline,
    ${highlight(Prisma.sql`left(p.body_text, 100000)`, 'MaxWords=40,MinWords=20')} AS text) o)`;
}
