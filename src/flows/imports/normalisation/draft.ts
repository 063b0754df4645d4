import { type TextName, TYPES, textLimits, textNames } from '../../../content/articles/index.js';
import { htmlToText, revealLazyMedia } from '../../../lib/rich-text/index.js';
import { isSlug, slugify } from '../../../lib/slug.js';
import type { Draft, DraftSection, NaturalKey, ReadResult } from '../draft.js';
import { withLinkedMedia } from './embedded-media.js';
import { quote } from './fields.js';
import { langOf } from './language.js';
import { type DraftPersonInput, otherKeysOf, peopleOf, relatedKeysOf, sourcesOf } from './lists.js';
import { findLoneSurrogate, loneSurrogateDetail } from './surrogates.js';
import { tagsOf } from './tags.js';
import { clean, oneLine, slugToTitle, truncate } from './text.js';
import { webAddress } from './web-address.js';

export type Omission = Draft['omissions'][number];
export type SkippedItem = Extract<ReadResult, { kind: 'skipped' }>;

/** An image as the source has it. */
export type DraftImageInput = {
  url: string;
  alt?: string | null | undefined;
  caption?: string | null | undefined;
  credit?: string | null | undefined;
};

/** What a format has read of an article, before it is normalised. Formats omit fields that they do not know. */
export type DraftInput = { [Name in TextName]?: string | null } & {
  from: string;
  key: NaturalKey;
  otherKeys?: readonly NaturalKey[];
  headline: string | null;
  /** HTML. */
  body: string;
  status: Draft['status'];
  sourceVersion?: number | null;
  slug?: string | null;
  type?: string | null;
  /** The declared language. If it is missing or no language tag, the language is read from the text. */
  lang?: string | null;
  /** Whether the report names the assumed language if it is neither declared nor certain. Default: false. */
  reportsLanguage?: boolean;
  /** The topmost section first. A section without a slug gets one from its name. */
  section?: readonly { slug?: string | null; name: string | null }[];
  tags?: readonly string[];
  people?: readonly DraftPersonInput[];
  sources?: Draft['sources'];
  relatedKeys?: readonly NaturalKey[];
  leadImage?: (DraftImageInput & { asset?: NonNullable<Draft['leadImage']>['asset'] }) | null;
  assets?: Draft['assets'];
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
  media?: readonly (DraftImageInput & { originalUrl?: string | undefined })[];
  omissions?: readonly Omission[];
};

/** The maximum number of characters of a body, as in the API. */
const maxBodyLength = 1_000_000;

/** How many characters of a body are searched for a headline, and the maximum length of such a headline. */
const headlineSearchLength = 20_000;
const maxGeneratedHeadlineLength = 80;

const maxSectionLevels = 10;
const maxMedia = 500;
const maxOmissions = 50;

const types: ReadonlySet<string> = new Set(TYPES);

/** Returns whether a word is a type of article. */
export const isType = (word: string): boolean => types.has(word);

/** Returns the item for something that was understood and is not imported on purpose. */
export const skipItem = (from: string, pointer: string | null, reason: string, detail: string): SkippedItem => ({
  kind: 'skipped',
  from,
  pointer,
  reason,
  detail,
});

/** Returns the item for something that should have been imported but cannot be read. It counts as failed. */
export const failItem = (from: string, pointer: string | null, reason: string, detail: string): SkippedItem => ({
  ...skipItem(from, pointer, reason, detail),
  isFailure: true,
});

/** Returns the failed item for a file that could not be read from a place on, or not at all. */
export const fileFault = (from: string, reason: string, detail: string): SkippedItem => ({
  ...failItem(from, null, reason, detail),
  isFileFault: true,
});

/**
 * Returns a normalised draft: shortened to the limits of an article, without what articles cannot hold, and with a note
 * of each thing that was left out. An item with no headline and no text is skipped. One
 * with too much text or with half a surrogate pair fails.
 */
export function normaliseDraft(input: DraftInput): ReadResult {
  const { from, key, status } = input;
  const surrogatePath = findLoneSurrogate(input);
  if (surrogatePath !== null) return failItem(from, null, 'lone-surrogate', loneSurrogateDetail(surrogatePath));
  const omissions: Omission[] = (input.omissions ?? []).slice(0, maxOmissions);
  const drop = (what: string, reason: string, detail?: string): void => {
    if (omissions.length < maxOmissions) omissions.push({ what, reason, ...(detail === undefined ? {} : { detail }) });
  };
  const fitText = (what: string, text: string | null | undefined, max: number): string | null => {
    if (text == null) return null;
    const cleanText = clean(text).trim();
    if (cleanText.length > max) drop(`end of ${what}`, 'too-long');
    return truncate(cleanText, max) || null;
  };
  const fitLine = (what: string, text: string | null | undefined, max: number) =>
    fitText(what, text == null ? null : oneLine(text), max);

  const shownBody = revealLazyMedia(clean(input.body), (element, reason, address = '') =>
    drop(address === '' ? element : `${element} ${quote(address)}`, reason),
  );
  const linkedBody = withLinkedMedia(shownBody);
  const body = linkedBody.html;
  for (const { what, reason } of linkedBody.omissions) drop(what, reason);
  if (body.length > maxBodyLength)
    return failItem(
      from,
      null,
      'too-long',
      `The text has more than ${maxBodyLength.toLocaleString('en')} characters. Shorten it.`,
    );
  let headline = fitLine('headline', input.headline, 500);
  if (headline === null) {
    headline = truncate(oneLine(htmlToText(body.slice(0, headlineSearchLength))), maxGeneratedHeadlineLength);
    if (headline === '') return skipItem(from, null, 'no-text', 'The item has neither a headline nor a text.');
    drop('headline', 'made-from-the-first-words');
  }

  const textOf = (name: TextName): string | null => {
    const { maxLength, lines } = textLimits(name);
    return lines === 'one' ? fitLine(name, input[name], maxLength) : fitText(name, input[name], maxLength);
  };
  const { seo } = input;
  const draft: Draft = {
    from,
    key,
    ...(input.otherKeys?.length ? { otherKeys: otherKeysOf(input.otherKeys, drop) } : {}),
    ...(input.sourceVersion == null ? {} : { sourceVersion: input.sourceVersion }),
    headline,
    slug: slugFor(input.slug),
    ...(Object.fromEntries(textNames.map((name) => [name, textOf(name)])) as Record<TextName, string | null>),
    type: input.type != null && isType(input.type) ? input.type : null,
    body,
    lang: langOf(input, { headline, body }, drop),
    section: sectionOf(input.section, drop),
    tags: tagsOf(input.tags ?? [], drop),
    people: peopleOf(input.people ?? [], drop),
    sources: sourcesOf(input.sources ?? [], drop),
    relatedKeys: relatedKeysOf(input.relatedKeys ?? [], key, drop),
    leadImage: null,
    ...(input.assets?.length ? { assets: input.assets } : {}),
    seo: null,
    commentsOpen: input.commentsOpen ?? null,
    status,
    publishedAt: input.publishedAt ?? null,
    firstPublishedAt: input.firstPublishedAt ?? null,
    updatedAt: input.updatedAt ?? null,
    comments: input.comments ?? [],
    ...(input.corrections?.length ? { corrections: input.corrections } : {}),
    media: [],
    omissions,
  };
  if (input.leadImage) {
    const { asset } = input.leadImage;
    const url = webAddress(input.leadImage.url);
    if (url === null && asset === undefined) drop(`image ${quote(input.leadImage.url)}`, 'not-a-web-address');
    else
      draft.leadImage = {
        ...(asset === undefined ? {} : { asset }),
        url: url ?? '',
        alt: fitLine('alternative text', input.leadImage.alt, 500) ?? '',
        caption: fitText('caption', input.leadImage.caption, 2_000),
        credit: fitLine('credit', input.leadImage.credit, 500),
      };
  }
  if (seo !== undefined) {
    const draftSeo = {
      title: fitLine('SEO title', seo.title, 200),
      description: fitLine('SEO description', seo.description, 500),
      canonicalUrl: webAddress(seo.canonicalUrl),
    };
    if (seo.canonicalUrl && draftSeo.canonicalUrl === null) drop('canonical URL', 'not-a-web-address');
    if (draftSeo.title !== null || draftSeo.description !== null || draftSeo.canonicalUrl !== null)
      draft.seo = draftSeo;
  }
  if (input.media !== undefined && input.media.length > 0) {
    const media = new Map<string, Draft['media'][number]>();
    for (const medium of input.media.slice(0, maxMedia)) {
      const url = webAddress(medium.url);
      if (url === null) drop(`image ${quote(medium.url)}`, 'not-a-web-address');
      else if (!media.has(url))
        media.set(url, {
          url,
          ...(medium.originalUrl === undefined ? {} : { originalUrl: medium.originalUrl }),
          credit: fitLine('credit', medium.credit, 500),
          caption: fitText('caption', medium.caption, 2_000),
        });
    }
    draft.media = [...media.values()];
  }
  return { kind: 'draft', draft };
}

function slugFor(slug: string | null | undefined): string | null {
  if (slug == null) return null;
  if (isSlug(slug)) return slug;
  const generatedSlug = slugify(slug);
  return isSlug(generatedSlug) ? generatedSlug : null;
}

function sectionOf(path: DraftInput['section'], drop: (what: string, reason: string) => void): DraftSection | null {
  if (path === undefined || path.length === 0) return null;
  const levels: { slug: string; name: string }[] = [];
  for (const { slug, name } of path) {
    const levelName = oneLine(name ?? '');
    const levelSlug = slugFor(slug ?? levelName);
    // Without a slug, the section cannot be created, and neither can the sections below it.
    if (levelSlug === null || levels.length === maxSectionLevels) {
      drop(`section ${quote(levelName || (slug ?? ''))}`, levelSlug === null ? 'not-a-section' : 'too-deep');
      break;
    }
    levels.push({ slug: levelSlug, name: truncate(levelName, 200) || slugToTitle(levelSlug) });
  }
  return levels.length === 0 ? null : { path: levels };
}
