import { type Authors, authorsOf } from '../../bylines/index.js';
import type { Draft, NaturalKey, ReadResult } from '../../draft.js';
import { type DraftImageInput, normaliseDraft, type Omission } from '../../normalisation/draft.js';
import { lastPathSegment } from '../../normalisation/fields.js';
import type { DraftPersonInput } from '../../normalisation/lists.js';
import { findCitedSources } from './cited-sources.js';
import { partsOfDateline } from './dateline-parts.js';
import type { Element } from './dom.js';
import type { Head } from './head.js';
import type { LinkedArticle } from './linked-data.js';
import type { Page } from './page.js';
import { type Picture, picturesIn } from './pictures.js';
import { readableHtml, removeEmptyElements, removeEmptyLinks, removeOuterRules, resolveAddresses } from './prose.js';

export type PageArticle = {
  from: string;
  key: NaturalKey;
  /** The text of the article, without its head. */
  element: Element;
  head: Head;
  headline: string | null;
  anchor: string | null;
  lang: string | null;
  linkedArticle: LinkedArticle | undefined;
  /** Whether only the texts that Readability chose are left. */
  isPruned: boolean;
  omissions: Omission[];
  relatedKeys: readonly NaturalKey[];
  /** Whether it is the only article of its page, so that the metadata of the page applies to it. */
  isAlone: boolean;
  isLive: boolean;
  /** Whether the page is that of an export, which has nothing beside its article. */
  isExport: boolean;
};

/** Long white space of generated HTML, which would count towards the length of the body. */
const longGap = /\s{100,}/g;

/** Returns one article as a normalised draft. JSON-LD takes precedence over the visible page, except for the text. */
export function readArticle(article: PageArticle, page: Page): ReadResult {
  const { head, element, linkedArticle, isAlone } = article;
  const linkedDraft = linkedArticle?.draft;
  const omissions = [...article.omissions, ...head.omissions];
  const { people, authors } = peopleOf(head, linkedDraft, isAlone ? page.author : null);
  omissions.push(...(authors?.omissions ?? []));
  const pictures = picturesIn(element, page.base);
  const leadImage = leadOf(pictures, linkedDraft?.leadImage ?? null, isAlone ? page.image : null);
  const citedSources = findCitedSources(element, page.host, page.base);
  resolveAddresses(element, page.base);
  omissions.push(...removeEmptyLinks(element));
  removeOuterRules(element);
  removeEmptyElements(element);
  // Readability makes paragraphs of lines. Nothing else is left to do for a text that it chose.
  const isClean = article.isExport || (article.isPruned && element.querySelector('br') === null);
  const text =
    isAlone && !article.isLive && !isClean
      ? readableHtml(element, article.headline)
      : { html: element.innerHTML.trim(), omissions: [] };
  omissions.push(...text.omissions);
  const printedDate = withTimeOfDay(linkedDraft?.publishedAt ?? head.publishedAt, isAlone ? page.publishedAt : null);
  const datelineParts = partsOfDateline(head.dateline, (printedDate ?? page.publishedAt) !== null);
  omissions.push(...datelineParts.omissions);
  const sources = [
    ...head.sources,
    ...datelineParts.sources,
    ...(linkedDraft?.sources ?? []),
    ...(authors?.sources ?? []),
    ...citedSources,
  ];
  const ownDate = printedDate ?? datelineParts.date;
  const publishedAt = ownDate ?? page.publishedAt;
  if (ownDate === null && publishedAt !== null && !isAlone)
    omissions.push({ what: 'date', reason: 'taken-from-the-page' });
  if (publishedAt === null) omissions.push({ what: 'status', reason: 'draft-for-want-of-a-date' });
  const address =
    page.canonical !== null && article.anchor !== null
      ? `${page.canonical.replace(/#.*$/s, '')}#${encodeURIComponent(article.anchor)}`
      : page.canonical;
  return normaliseDraft({
    from: article.from,
    key: article.key,
    kicker: head.kicker,
    headline: article.headline,
    body: text.html !== '' ? text.html.replace(longGap, ' ') : (linkedDraft?.body ?? ''),
    status: publishedAt === null ? 'draft' : 'published',
    slug: isAlone ? lastPathSegment(page.canonical) : null,
    standfirst: head.standfirst ?? linkedDraft?.standfirst ?? null,
    type: article.isLive ? 'live' : page.isOpinion && isAlone ? 'opinion' : (linkedDraft?.type ?? null),
    lang: linkedDraft?.lang ?? article.lang ?? page.lang,
    reportsLanguage: true,
    dateline: head.dateline?.place ?? linkedDraft?.dateline ?? head.place ?? authors?.place ?? null,
    section: linkedDraft?.section?.path ?? page.section.map((name) => ({ name })),
    tags: [...(linkedDraft?.tags ?? []), ...head.tags, ...(isAlone ? page.tags : [])],
    people,
    sources,
    relatedKeys: [...article.relatedKeys, ...(linkedDraft?.relatedKeys ?? [])],
    leadImage,
    media: pictures.filter(({ url }) => url !== leadImage?.url),
    seo: { canonicalUrl: address, ...(isAlone ? { description: page.description } : {}) },
    publishedAt,
    firstPublishedAt: publishedAt,
    updatedAt: linkedDraft?.updatedAt ?? head.updatedAt ?? (isAlone ? page.modifiedAt : null),
    omissions,
  });
}

const hourMs = 60 * 60 * 1_000;

/**
 * Returns the time in the metadata of a page in place of a printed day, which is read as its first moment in UTC. A time
 * that is on another day in every zone (UTC-12 to UTC+14) is that of something else.
 */
function withTimeOfDay(printedDate: Date | null, time: Date | null): Date | null {
  if (printedDate === null || time === null || printedDate.getTime() % (24 * hourMs) !== 0) return printedDate;
  const hours = (time.getTime() - printedDate.getTime()) / hourMs;
  return hours >= -14 && hours < 36 ? time : printedDate;
}

/** Returns the first image of an article and removes it from the text. Without one, uses the metadata of the page. */
function leadOf(
  pictures: readonly Picture[],
  linkedImage: Draft['leadImage'],
  pageImage: string | null,
): DraftImageInput | null {
  const [first] = pictures;
  if (first === undefined) return linkedImage ?? (pageImage === null ? null : { url: pageImage });
  first.holder.remove();
  const { url, alt } = first;
  const isSame = linkedImage?.url === url;
  return {
    url,
    alt,
    caption: first.caption ?? (isSame ? linkedImage?.caption : null),
    credit: first.credit ?? (isSame ? linkedImage?.credit : null),
  };
}

/**
 * Returns the people of JSON-LD and those of the printed byline. Titles missing in JSON-LD come from the byline. The
 * author in the metadata of the page is read only if both name no author.
 */
function peopleOf(
  { people: printedPeople }: Head,
  linkedDraft: Draft | undefined,
  author: string | null,
): { people: DraftPersonInput[]; authors: Authors | null } {
  const titles = new Map(printedPeople.map(({ name, titleAsPrinted }) => [name.toLowerCase(), titleAsPrinted]));
  const linkedPeople = (linkedDraft?.people ?? []).map((person) => ({
    ...person,
    titleAsPrinted: person.titleAsPrinted ?? titles.get(person.name.toLowerCase()) ?? null,
  }));
  const people = [...linkedPeople, ...printedPeople];
  if (author === null || people.some(({ relation }) => relation === 'author')) return { people, authors: null };
  const authors = authorsOf([{ text: author }]);
  return { people: [...people, ...authors.people], authors };
}
