import { markdownToHtml } from '../../../../lib/rich-text/index.js';
import type { Draft, NaturalKey, ReadResult } from '../../draft.js';
import { firstTime } from '../../normalisation/dates.js';
import {
  type DraftImageInput,
  type DraftInput,
  failItem,
  normaliseDraft,
  type Omission,
  type SkippedItem,
} from '../../normalisation/draft.js';
import { asList, asText, hostOf, lastPathSegment, quote } from '../../normalisation/fields.js';
import { idOfContent, keyOf } from '../../normalisation/keys.js';
import { bodyInnerHtml, looksLikeHtml, paragraphs } from '../../normalisation/text.js';
import { namesOf, unreadFields } from '../../normalisation/unread-fields.js';
import { addressOf, deskType, type Index, isArticle, type Node, nodesOf, textOf, textsOf } from './nodes.js';
import { peopleOf } from './people.js';

/** Returns the article of a node of such a type. */
export function readArticle(node: Node, from: string, byId: Index, source: string | null): ReadResult {
  const omissions: Omission[] = [];
  const drop = (what: string, reason: string) => omissions.push({ what, reason });
  const body = bodyOf(node, byId, from);
  if (typeof body !== 'string') return body;
  const publisher = textOf(byId, node.publisher, node.isPartOf, node.sourceOrganization);
  const address = addressOf(node.url, byId) ?? addressOf(node.mainEntityOfPage, byId) ?? addressOf(node['@id'], byId);
  const home = homeOf(address ?? addressOf(node.publisher, byId), source, publisher);
  const headline = textOf(byId, node.headline, node.name, node.alternativeHeadline);
  const alternative = textOf(byId, node.alternativeHeadline);
  const publishedAt = date(node, byId, ['datePublished', 'dateCreated'], drop);
  const { authors, organisations, others } = peopleOf(node, byId, home);
  const key = keyOf(
    home,
    idOf(node, byId) ?? idOfContent(headline, publishedAt?.toISOString(), headline === null ? body : null),
  );
  const status = statusOf(node, byId, publishedAt, drop);
  const publicationDate = status === 'draft' ? null : publishedAt;
  const [leadImage = null, ...media] = imagesOf(node, byId);
  noteDroppedProperties(node, byId, drop);
  return normaliseDraft({
    from,
    key,
    headline,
    body,
    status,
    type: deskType(node),
    slug: lastPathSegment(address),
    standfirst: textOf(byId, node.description, node.abstract) ?? (alternative === headline ? null : alternative),
    lang: languageOf(node, byId),
    dateline: textOf(byId, node.dateline) ?? authors.place,
    section: sectionOf(node, byId),
    tags: tagsOf(node, byId),
    people: [...authors.people, ...others],
    ...citedOf(
      node,
      byId,
      home,
      [...authors.sources, ...organisations.map((name) => ({ name, url: null, relation: 'original' as const }))].filter(
        ({ name }) => name !== publisher,
      ),
    ),
    leadImage,
    media,
    publishedAt: publicationDate,
    firstPublishedAt: publicationDate,
    updatedAt: date(node, byId, ['dateModified'], drop),
    omissions: [...omissions, ...authors.omissions],
  });
}

type Drop = (what: string, reason: string) => void;

function homeOf(address: string | null, source: string | null, publisher: string | null): string {
  const name = hostOf(address)?.toLowerCase() ?? source ?? publisher;
  return name === null ? 'news-article' : `news-article:${name}`;
}

/** Returns the id of a node: its identifier (a text, or an object with a value), or else its `@id`, or else its URL. */
function idOf(node: Node, byId: Index): string | null {
  for (const identifier of nodesOf(node.identifier, byId)) {
    const id = asText(identifier.value) ?? asText(identifier['@value']) ?? asText(identifier.name);
    if (id !== null) return id;
  }
  return asText(node['@id']) ?? addressOf(node.url, byId) ?? addressOf(node.mainEntityOfPage, byId);
}

function bodyOf(node: Node, byId: Index, from: string): string | SkippedItem {
  const text = textOf(byId, node.articleBody, node.text) ?? '';
  const form = textOf(byId, node.encodingFormat, node.fileFormat)?.toLowerCase() ?? '';
  if (/html/.test(form) || (form === '' && looksLikeHtml(text))) return bodyInnerHtml(text);
  if (!/markdown/.test(form)) return paragraphs(text);
  try {
    return markdownToHtml(text);
  } catch {
    return failItem(from, '/articleBody', 'too-long', 'The Markdown body must have at most 100,000 characters.');
  }
}

const date = (node: Node, byId: Index, names: readonly string[], drop: Drop): Date | null =>
  firstTime(names, (name) => textOf(byId, node[name]), drop);

/** Returns the status of a node. Without a date of publication, it is a draft. */
function statusOf(node: Node, byId: Index, publishedAt: Date | null, drop: Drop): Draft['status'] {
  const statusText = textOf(byId, node.creativeWorkStatus)?.toLowerCase() ?? '';
  if (/draft|pending|unpublished/.test(statusText)) return 'draft';
  if (/withdrawn|retracted|deleted/.test(statusText)) return 'trashed';
  if (publishedAt === null) drop('status', 'draft-for-want-of-a-date');
  return publishedAt === null ? 'draft' : 'published';
}

const languageOf = (node: Node, byId: Index): string | null => {
  for (const language of nodesOf(node.inLanguage, byId)) {
    const tag = asText(language.alternateName) ?? asText(language['@value']) ?? asText(language.name);
    if (tag !== null) return tag;
  }
  return null;
};

/** Returns the path of the section, the topmost first. It may be a list or a text such as `World > Europe`. */
function sectionOf(node: Node, byId: Index): NonNullable<DraftInput['section']> {
  return textsOf(node.articleSection, byId)
    .flatMap((text) => text.split(/[>›»]/))
    .filter((name) => name.trim() !== '')
    .map((name) => ({ name }));
}

/** Returns the keywords. A single text is split at semicolons if it has any, or else at commas. */
function tagsOf(node: Node, byId: Index): string[] {
  const list = asList(node.keywords);
  const names = textsOf(node.keywords, byId);
  if (list.length > 1) return names;
  return names.flatMap((text) => text.split(text.includes(';') ? ';' : ',')).map((name) => name.trim());
}

/** Returns the images with their captions and credits. A text is only a URL. */
function imagesOf(node: Node, byId: Index): DraftImageInput[] {
  return nodesOf(node.image ?? node.primaryImageOfPage, byId).flatMap((image) => {
    const url =
      addressOf(image.contentUrl, byId) ?? addressOf(image.url, byId) ?? addressOf(image['@id'] ?? image.name, byId);
    if (url === null) return [];
    const name = textOf(byId, image.name);
    return [
      {
        url,
        alt: textOf(byId, image.alternateName) ?? (name === url ? null : name),
        caption: textOf(byId, image.caption, image.description),
        credit: textOf(
          byId,
          image.creditText,
          image.creator,
          image.author,
          image.copyrightHolder,
          image.copyrightNotice,
        ),
      },
    ];
  });
}

/** Returns the cited sources, and the works on which an article is based: related articles or sources. */
function citedOf(
  node: Node,
  byId: Index,
  home: string,
  authorSources: Draft['sources'],
): Pick<DraftInput, 'sources' | 'relatedKeys'> {
  const sources: Draft['sources'][number][] = [...authorSources];
  const relatedKeys: NaturalKey[] = [];
  const addSource = (work: Node, relation: 'cited' | 'original' | 'syndicated') => {
    const url = addressOf([work], byId);
    const name = textOf(byId, work.name, work.headline) ?? url;
    if (name !== null) sources.push({ name: name === url ? (hostOf(url) ?? name) : name, url, relation });
  };
  for (const work of nodesOf(node.citation, byId)) addSource(work, 'cited');
  for (const house of nodesOf(node.provider ?? node.sourceOrganization, byId)) addSource(house, 'syndicated');
  for (const work of nodesOf(node.isBasedOn, byId)) {
    const url = addressOf([work], byId);
    const id = idOf(work, byId) ?? url;
    const isOwn = home === homeOf(url, null, null);
    if (id !== null && (isOwn || isArticle(work)))
      relatedKeys.push(keyOf(url === null ? home : homeOf(url, null, null), id));
    else addSource(work, 'original');
  }
  return { sources, relatedKeys };
}

/** Properties that are read, and those that only describe the page or repeat what is read. */
const handledProperties = namesOf(`
  headline name alternativeHeadline publisher isPartOf sourceOrganization url mainEntityOfPage identifier datePublished
  dateCreated dateModified author creator about mentions articleBody text encodingFormat fileFormat creativeWorkStatus
  inLanguage articleSection keywords image primaryImageOfPage citation provider isBasedOn description abstract dateline
  thumbnailUrl wordCount isAccessibleForFree hasPart interactionStatistic potentialAction commentCount discussionUrl
  timeRequired copyrightYear breadcrumb mainEntity version sameAs
`);

/** Reports the properties that articles cannot hold. Short texts are quoted. */
function noteDroppedProperties(node: Node, byId: Index, drop: Drop): void {
  const quotedNames = ['correction', 'ethicsPolicy', 'backstory', 'usageInfo'];
  for (const name of quotedNames)
    for (const text of textsOf(node[name], byId).slice(0, 5)) drop(`${name} "${quote(text)}"`, 'no-place-for-it');
  for (const { what } of unreadFields(node, handledProperties)) {
    const name = what.replace('field ', '');
    if (!name.startsWith('@') && !quotedNames.includes(name)) drop(name, 'no-place-for-it');
  }
}
