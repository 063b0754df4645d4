import { htmlToText, markdownToHtml, sanitizeHtml } from '../../../../lib/rich-text/index.js';
import type { Draft, NaturalKey, ReadResult } from '../../draft.js';
import { citedOutletsIn } from '../../normalisation/cited-outlets.js';
import { firstTime, parseTime } from '../../normalisation/dates.js';
import { failItem, isType, normaliseDraft, type Omission, skipItem } from '../../normalisation/draft.js';
import { addressIn, containsAddress, embedAddressIn } from '../../normalisation/embedded-media.js';
import {
  asFields,
  asText,
  type Fields,
  firstText,
  jsonPointer,
  lastPathSegment,
  quote,
} from '../../normalisation/fields.js';
import { keyOf } from '../../normalisation/keys.js';
import { findLoneSurrogate, loneSurrogateDetail } from '../../normalisation/surrogates.js';
import { factsOf } from '../text/head-facts.js';
import { authorsIn, imageOf, sectionOf, tagsOf } from './fields.js';
import { parseMarkdown } from './front-matter.js';
import { splitHead } from './head.js';
import { splitParts } from './parts.js';
import { withoutWikiMarks } from './wiki-marks.js';

/** Files that are often beside articles but are not articles. */
const nonArticleFile =
  /(?:^|\/)(?:readme|licen[cs]e|changelog|contributing|code_of_conduct|security)\.(?:md|markdown)$/i;

/** Fields that are read, or that only affect the layout of a page. Other fields are reported as dropped. */
const knownFields = new Set(
  `title headline date published publishdate publish_date publishedat published_at pubdate draft status slug permalink url description summary excerpt
standfirst subtitle author authors category categories section tag tags keywords image cover featured_image hero thumbnail
lang language locale lastmod updated updated_at modified last_modified_at update_date id guid type dateline canonical_url
canonical comments seo_title layout permalinks image_alt image_caption image_credit`.split(/\s+/),
);

const mediaTag = /<(video|audio|iframe|object|embed|script)((?:\s[^<>]*)?)>/gi;

type PostContext = {
  source: string;
  isPacked: boolean;
  /** Whether the article is the first of its file, which has the name of the file. Default: true. */
  isFirst?: boolean;
};

/** Fields of front matter that identify or describe one article. In a file of several articles, they are the first's. */
const ownFieldPattern =
  /^(?:id|guid|slug|permalinks?|url|aliases|canonical(?:_url)?|seo_title|description|summary|excerpt|standfirst|subtitle|image(?:_\w+)?|cover|featured_image|hero|thumbnail|dateline)$/;

/**
 * Returns the articles of a Markdown file, or the reason why it is skipped. `path` is its path in the archive.
 *
 * A file without a title in its front matter may have several articles, each with a heading of the first rank. They are
 * related to each other. The first one has the key of the file, the others also have `#` and their number, so that keys
 * do not depend on the text. The front matter counts for all articles, except for the fields of one article.
 */
export function readPosts(text: string, path: string, context: PostContext): ReadResult[] {
  const parts = parseMarkdown(text);
  if (parts.kind === 'refused') return [failItem(path, null, parts.reason, parts.detail)];
  if (/(?:^|\/)_index\.\w+$/.test(path) || (context.isPacked && parts.kind === 'none' && nonArticleFile.test(path)))
    return [skipItem(path, null, 'not-a-story', 'The file is a page about the site, not an article.')];
  // Zola has tags and categories in a group of their own.
  const { taxonomies, ...ownFields } = parts.fields;
  const fields: Fields = Object.fromEntries(
    Object.entries({ ...ownFields, ...asFields(taxonomies) }).map(([name, one]) => [name.toLowerCase(), one]),
  );
  const surrogatePath = findLoneSurrogate(fields);
  if (surrogatePath !== null)
    return [failItem(path, jsonPointer(surrogatePath), 'lone-surrogate', loneSurrogateDetail(surrogatePath))];
  const fileId = firstText(fields.id, fields.guid) ?? path;
  const isUntitled = firstText(fields.title, fields.headline) === null;
  const { markdown, omissions: markOmissions } = withoutWikiMarks(parts.body);
  const sections = isUntitled ? splitParts(markdown) : [];
  if (sections.length === 0) {
    const { title, body } = extractTitle(fields, markdown);
    const key = keyOf(context.source, fileId);
    return [readArticle({ title, body, fields, key, relatedKeys: [], omissions: markOmissions }, path, context)];
  }
  const articles = sections.map((section) => ({
    ...section,
    key: keyOf(context.source, section.number === 1 ? fileId : `${fileId}#${section.number}`),
  }));
  const sharedFields = Object.fromEntries(Object.entries(fields).filter(([name]) => !ownFieldPattern.test(name)));
  return articles.map(({ heading, body, key, omissions }, index) =>
    readArticle(
      {
        title: htmlToText(markdownToHtml(heading)),
        body,
        fields: index === 0 ? fields : sharedFields,
        key,
        relatedKeys: articles.flatMap((other) => (other.key === key ? [] : [other.key])),
        omissions: index === 0 ? [...markOmissions, ...omissions] : omissions,
      },
      path,
      { ...context, isFirst: index === 0 },
    ),
  );
}

type MarkdownArticle = {
  title: string | null;
  body: string;
  fields: Fields;
  key: NaturalKey;
  relatedKeys: readonly NaturalKey[];
  /** The parts of the file that are too short for articles, and marks that were left out. */
  omissions?: readonly Omission[];
};

function readArticle(
  { title, body: wholeBody, fields, key, relatedKeys, omissions: partOmissions = [] }: MarkdownArticle,
  path: string,
  { source, isFirst = true }: PostContext,
): ReadResult {
  const omissions: Omission[] = [...partOmissions];
  const drop = (what: string, reason: string) => omissions.push({ what, reason });
  const file = fileOf(path);
  // Hugo publishes a page at `publishDate`, and shows `date`.
  const plannedAt = date(fields, ['publishdate', 'publish_date'], () => {});
  const declaredAt =
    date(
      fields,
      ['date', 'publishdate', 'publish_date', 'publishedat', 'published_at', 'pubdate', 'published'],
      drop,
    ) ?? file.date;
  // What the front matter says counts, and what it leaves open can stand below the headline.
  const hasAuthors = fields.author != null || fields.authors != null;
  const { lines, text: body } = hasAuthors ? { lines: [], text: wholeBody } : splitHead(wholeBody, declaredAt === null);
  const head = factsOf(lines);
  const authors = hasAuthors ? authorsIn(fields, source) : head.authors;
  omissions.push(...(hasAuthors ? authors : head).omissions);
  const writtenAt = declaredAt ?? head.writtenAt;
  let html: string;
  try {
    html = markdownToHtml(body);
  } catch {
    return failItem(
      path,
      null,
      'too-long',
      'The Markdown has more than 100,000 characters. Split it, or import it as HTML.',
    );
  }
  for (const name of Object.keys(fields))
    if (!knownFields.has(name)) drop(`front matter ${quote(name)}`, 'unknown-field');
  if (/\{%|\{\{[<%]/.test(body)) drop('tags of a template', 'shown-as-written');
  for (const { 1: tag = '', 2: attributes = '' } of body.matchAll(mediaTag)) {
    // A tag without its end is read to the end, as by a browser.
    const embedAddress = embedAddressIn(sanitizeHtml(`<${tag}${attributes}></${tag}>`));
    if (embedAddress !== undefined && html.includes(embedAddress)) continue;
    const address = addressIn(attributes);
    if (address === null || !containsAddress(html, address)) drop(`<${tag.toLowerCase()}>`, 'no-place-for-it');
  }
  const isPlanned = plannedAt !== null && plannedAt.getTime() > Date.now();
  const publishedAt = isPlanned ? plannedAt : writtenAt;
  const status = statusOf(fields, path, publishedAt, drop);
  const type = firstText(fields.type)?.toLowerCase() ?? null;
  const { section, rest } = sectionOf(fields);
  return normaliseDraft({
    from: path,
    key,
    headline: title,
    body: html,
    status,
    slug:
      firstText(fields.slug) ?? permalinkSlug(firstText(fields.permalink, fields.url)) ?? (isFirst ? file.slug : null),
    standfirst: firstText(fields.standfirst, fields.description, fields.summary, fields.excerpt, fields.subtitle),
    type: type !== null && isType(type) ? type : null,
    lang: firstText(fields.lang, fields.language, fields.locale),
    reportsLanguage: true,
    dateline: firstText(fields.dateline) ?? authors.place,
    section,
    tags: [...rest, ...tagsOf(fields)],
    people: authors.people,
    sources: [...authors.sources, ...citedOutletsIn(htmlToText(html))],
    relatedKeys,
    leadImage: imageOf(fields),
    seo: { title: firstText(fields.seo_title), canonicalUrl: firstText(fields.canonical_url, fields.canonical) },
    commentsOpen: typeof fields.comments === 'boolean' ? fields.comments : null,
    publishedAt: status === 'draft' ? null : publishedAt,
    firstPublishedAt: status === 'draft' ? null : publishedAt,
    updatedAt: date(fields, ['lastmod', 'updated', 'updated_at', 'modified', 'last_modified_at', 'update_date'], drop),
    omissions,
  });
}

/** A heading of the first or second rank, also one that is underlined. */
const headingAtStart =
  /^\s*(?:#{1,2} +[^\n]{1,1000}|(?![-*+>#|<`~=]|\d+[.)] )[^\s][^\n]{0,1000}\n {0,3}=+[ \t]*)(?:\n|$)/;

/** Returns the title. Without one, the heading at the start of the text is used and removed from the text. */
function extractTitle(fields: Fields, body: string): { title: string | null; body: string } {
  const title = firstText(fields.title, fields.headline);
  const heading = title === null ? headingAtStart.exec(body) : null;
  if (heading === null) return { title, body };
  return { title: htmlToText(markdownToHtml(heading[0])), body: body.slice(heading[0].length) };
}

// `published` may be a date, but more often it is a boolean.
const date = (fields: Fields, names: readonly string[], drop: (what: string, reason: string) => void): Date | null =>
  firstTime(names, (name) => asText(fields[name]), drop);

const isYes = (value: unknown): boolean => value === true || /^(?:true|yes)$/i.test(asText(value) ?? '');

/** Returns the last segment of a permalink without placeholders, or null for names of patterns such as `pretty`. */
function permalinkSlug(permalink: string | null): string | null {
  return permalink?.includes('/') ? lastPathSegment(permalink.replace(/\/:\w+/g, '')) : null;
}

const publishedStatuses = /^(?:publish(?:ed)?|public|live|final|done|complete)$/;

/**
 * Returns the status: draft if the front matter says so or has an unknown status, the file is in a folder of drafts, or
 * there is no date.
 */
function statusOf(
  { draft, published: publishedField, status }: Fields,
  path: string,
  date: Date | null,
  drop: (what: string, reason: string) => void,
): Draft['status'] {
  const statusText = firstText(status)?.toLowerCase() ?? '';
  if (isYes(draft) || publishedField === false || /^(?:false|no)$/i.test(asText(publishedField) ?? '')) return 'draft';
  if (/draft|pending|private/.test(statusText) || /(?:^|\/)_?drafts\//i.test(path)) return 'draft';
  if (statusText !== '' && !publishedStatuses.test(statusText)) {
    drop(`status ${quote(statusText)}`, 'becomes-a-draft');
    return 'draft';
  }
  if (date !== null) return 'published';
  drop('status', 'draft-for-want-of-a-date');
  return 'draft';
}

/** Reads the slug and the date from a path: `2021-08-23-basic.md` gives `basic`, `ferry/index.md` gives `ferry`. */
function fileOf(path: string): { slug: string | null; date: Date | null } {
  const steps = path.split('/');
  const last = (steps.pop() ?? '').replace(/\.[^.]*$/, '');
  const name = last.toLowerCase() === 'index' ? (steps.at(-1) ?? '') : last;
  const dateMatch = /^(\d{4}-\d{1,2}-\d{1,2})(?:[-_ ]+(.*))?$/s.exec(name);
  const day = dateMatch === null ? null : parseTime(dateMatch[1] ?? '');
  return { slug: (day === null ? name : dateMatch?.[2]) || null, date: day };
}
