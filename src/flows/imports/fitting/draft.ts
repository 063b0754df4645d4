import { type TextName, TYPES, textLimits, textNames } from '../../../content/articles/index.js';
import { htmlToText } from '../../../lib/rich-text/index.js';
import { isSlug, slugify } from '../../../lib/slug.js';
import type { Draft, DraftSection, NaturalKey, Read } from '../draft.js';
import { quoted } from './fields.js';
import { type FoundPerson, otherKeysOf, peopleOf, relatedOf, sourcesOf } from './lists.js';
import { tagsOf } from './tags.js';
import { clean, cut, oneLine, titleOf } from './text.js';
import { webAddress } from './web-address.js';

export type Dropped = Draft['dropped'][number];
export type Skipped = Extract<Read, { kind: 'skipped' }>;

/** A picture as a source has it. */
export type FoundImage = {
  url: string;
  alt?: string | null | undefined;
  caption?: string | null | undefined;
  credit?: string | null | undefined;
};

/** What a format has found of a story, before it is held to what the desk takes. What it does not know it leaves out. */
export type Found = { [Name in TextName]?: string | null } & {
  from: string;
  key: NaturalKey;
  otherKeys?: readonly NaturalKey[];
  headline: string | null;
  /** HTML. */
  body: string;
  status: Draft['status'];
  slug?: string | null;
  type?: string | null;
  lang?: string | null;
  /** The top first; what has no slug gets one from its name. */
  section?: readonly { slug?: string | null; name: string | null }[];
  tags?: readonly string[];
  people?: readonly FoundPerson[];
  sources?: Draft['sources'];
  related?: readonly NaturalKey[];
  leadImage?: FoundImage | null;
  seo?: {
    title?: string | null | undefined;
    description?: string | null | undefined;
    canonicalUrl?: string | null | undefined;
  };
  commentsOpen?: boolean | null;
  publishedAt?: Date | null;
  firstPublishedAt?: Date | null;
  updatedAt?: Date | null;
  comments?: Draft['comments'];
  corrections?: Draft['corrections'];
  media?: readonly FoundImage[];
  dropped?: readonly Dropped[];
};

/** Characters of a body: what the API takes. */
const longestBody = 1_000_000;

/** Characters of a body that a headline is looked for in, and of a headline that was none. */
const headlineSearch = 20_000;
const madeHeadline = 80;

const mostLevels = 10;
const mostMedia = 500;
const mostNotes = 50;

const types: ReadonlySet<string> = new Set(TYPES);

/** Whether a word is a type of story that the desk has. */
export const isType = (word: string): boolean => types.has(word);

export const skipped = (from: string, pointer: string | null, reason: string, detail: string): Skipped => ({
  kind: 'skipped',
  from,
  pointer,
  reason,
  detail,
});

/**
 * A story that the desk will take: within its limits, without what it cannot hold, and with a note of each thing that was
 * left out. What has neither headline nor text, or more text than a story may have, is skipped.
 */
export function draftOf(found: Found): Read {
  const { from, key, status } = found;
  const dropped: Dropped[] = (found.dropped ?? []).slice(0, mostNotes);
  const drop = (what: string, reason: string): void => {
    if (dropped.length < mostNotes) dropped.push({ what, reason });
  };
  const fit = (what: string, text: string | null | undefined, max: number): string | null => {
    if (text == null) return null;
    const kept = clean(text).trim();
    if (kept.length > max) drop(`end of ${what}`, 'too-long');
    return cut(kept, max) || null;
  };
  const line = (what: string, text: string | null | undefined, max: number) =>
    fit(what, text == null ? null : oneLine(text), max);

  const body = clean(found.body);
  if (body.length > longestBody)
    return skipped(from, null, 'too-long', `The text has more than ${longestBody.toLocaleString('en')} characters.`);
  let headline = line('headline', found.headline, 500);
  if (headline === null) {
    headline = cut(oneLine(htmlToText(body.slice(0, headlineSearch))), madeHeadline);
    if (headline === '') return skipped(from, null, 'no-text', 'There is neither a headline nor a text.');
    drop('headline', 'made-from-the-first-words');
  }

  const textOf = (name: TextName): string | null => {
    const { maxLength, lines } = textLimits(name);
    return lines === 'one' ? line(name, found[name], maxLength) : fit(name, found[name], maxLength);
  };
  const { seo } = found;
  const draft: Draft = {
    from,
    key,
    ...(found.otherKeys?.length ? { otherKeys: otherKeysOf(found.otherKeys, drop) } : {}),
    headline,
    slug: slugFor(found.slug),
    ...(Object.fromEntries(textNames.map((name) => [name, textOf(name)])) as Record<TextName, string | null>),
    type: found.type != null && isType(found.type) ? found.type : null,
    body,
    lang: langOf(found.lang, drop),
    section: sectionOf(found.section, drop),
    tags: tagsOf(found.tags ?? [], drop),
    people: peopleOf(found.people ?? [], drop),
    sources: sourcesOf(found.sources ?? [], drop),
    related: relatedOf(found.related ?? [], key, drop),
    leadImage: null,
    seo: null,
    commentsOpen: found.commentsOpen ?? null,
    status,
    publishedAt: found.publishedAt ?? null,
    firstPublishedAt: found.firstPublishedAt ?? null,
    updatedAt: found.updatedAt ?? null,
    comments: found.comments ?? [],
    ...(found.corrections?.length ? { corrections: found.corrections } : {}),
    media: [],
    dropped,
  };
  if (found.leadImage) {
    const url = webAddress(found.leadImage.url);
    if (url === null) drop(`picture ${quoted(found.leadImage.url)}`, 'not-a-web-address');
    else
      draft.leadImage = {
        url,
        alt: line('alternative text', found.leadImage.alt, 500) ?? '',
        caption: fit('caption', found.leadImage.caption, 2_000),
        credit: line('credit', found.leadImage.credit, 500),
      };
  }
  if (seo !== undefined) {
    const kept = {
      title: line('SEO title', seo.title, 200),
      description: line('SEO description', seo.description, 500),
      canonicalUrl: webAddress(seo.canonicalUrl),
    };
    if (seo.canonicalUrl && kept.canonicalUrl === null) drop('canonical URL', 'not-a-web-address');
    if (kept.title !== null || kept.description !== null || kept.canonicalUrl !== null) draft.seo = kept;
  }
  if (found.media !== undefined && found.media.length > 0) {
    const media = new Map<string, Draft['media'][number]>();
    for (const one of found.media.slice(0, mostMedia)) {
      const url = webAddress(one.url);
      if (url === null) drop(`picture ${quoted(one.url)}`, 'not-a-web-address');
      else if (!media.has(url))
        media.set(url, { url, credit: line('credit', one.credit, 500), caption: fit('caption', one.caption, 2_000) });
    }
    draft.media = [...media.values()];
  }
  return { kind: 'draft', draft };
}

function slugFor(slug: string | null | undefined): string | null {
  if (slug == null) return null;
  if (isSlug(slug)) return slug;
  const made = slugify(slug);
  return isSlug(made) ? made : null;
}

function langOf(lang: string | null | undefined, drop: (what: string, reason: string) => void): string | null {
  if (lang == null) return null;
  // POSIX writes the same with other marks: en_US.UTF-8.
  const tag = lang.trim().replaceAll('_', '-').replace(/\..*$/s, '');
  if (/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,4}$/.test(tag)) return tag;
  drop(`language ${quoted(lang)}`, 'not-a-language-tag');
  return null;
}

function sectionOf(path: Found['section'], drop: (what: string, reason: string) => void): DraftSection | null {
  if (path === undefined || path.length === 0) return null;
  const levels: { slug: string; name: string }[] = [];
  for (const { slug, name } of path) {
    const known = oneLine(name ?? '');
    const made = slugFor(slug ?? known);
    // A name in which nothing can be shown in an address: below it, there is nowhere to put a section.
    if (made === null || levels.length === mostLevels) {
      drop(`section ${quoted(known || (slug ?? ''))}`, made === null ? 'not-a-section' : 'too-deep');
      break;
    }
    levels.push({ slug: made, name: cut(known, 200) || titleOf(made) });
  }
  return levels.length === 0 ? null : { path: levels };
}
