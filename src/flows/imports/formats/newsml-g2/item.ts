import { type Authors, authorsOf } from '../../bylines/index.js';
import type { Draft, NaturalKey, ReadResult } from '../../draft.js';
import { parseTime } from '../../normalisation/dates.js';
import { isType, normaliseDraft, type Omission, skipItem } from '../../normalisation/draft.js';
import { quote } from '../../normalisation/fields.js';
import { idOfContent, keyOf } from '../../normalisation/keys.js';
import type { DraftPersonInput } from '../../normalisation/lists.js';
import { providerOf } from '../../normalisation/provider.js';
import { namesOf } from '../../normalisation/unread-fields.js';
import { partsOfDateline, readDateline } from '../html-page/dateline-parts.js';
import { type Element, elementAt, textOf, unreadElements } from '../nitf/tree.js';
import { contentOfItem, type ItemContent } from './content.js';

type Drop = (what: string, reason: string) => void;

const childrenNamed = (element: Element | undefined, name: string): Element[] =>
  (element?.children ?? []).filter((child): child is Element => typeof child !== 'string' && child.name === name);

/** Returns the last part of a code such as `stat:usable`, or of the URI of a concept. */
const codeOf = (element: Element | undefined, attribute = 'qcode'): string =>
  (element?.attributes.get(attribute) ?? element?.attributes.get('uri') ?? '').replace(/^.*[:/#]/s, '').toLowerCase();

/** Returns the name of a concept, which may be a child element, a text or a literal value. */
const nameOf = (concept: Element): string =>
  textOf(elementAt(concept, 'name')) ||
  concept.attributes.get('literal')?.trim() ||
  textOf(concept, 'related', 'broader');

/** Returns the text of the first element that has one of the roles, or else the first without a role. */
function textWithRole(elements: readonly Element[], roles: RegExp): string | null {
  const element =
    elements.find((one) => roles.test(codeOf(one, 'role'))) ?? elements.find((one) => !one.attributes.has('role'));
  return textOf(element) || null;
}

/** Returns the article of a `newsItem`, or the reason why it is skipped. */
export function readNewsItem(item: Element, from: string, source: string | null): ReadResult {
  const [itemMeta, contentMeta] = [elementAt(item, 'itemMeta'), elementAt(item, 'contentMeta')];
  const content = contentOfItem(elementAt(item, 'contentSet'));
  const itemClass = codeOf(elementAt(itemMeta, 'itemClass'));
  if (content.html === '' && !['', 'text', 'composite'].includes(itemClass))
    return skipItem(
      from,
      null,
      'not-a-story',
      `Items of the class ${quote(itemClass)} without a text are not imported.`,
    );
  const omissions: Omission[] = [...content.omissions];
  const drop: Drop = (what, reason) => omissions.push({ what, reason });
  const date = (parent: Element | undefined, ...names: readonly string[]): Date | null => {
    for (const name of names) {
      const text = textOf(elementAt(parent, name));
      const time = parseTime(text);
      if (time !== null) return time;
      if (text !== '') drop(`${name} ${quote(text)}`, 'not-a-date');
    }
    return null;
  };
  const versionCreated = date(itemMeta, 'versionCreated');
  const firstCreated = date(itemMeta, 'firstCreated') ?? date(contentMeta, 'contentCreated');
  const status = statusOf(itemMeta, drop);
  const printedDateline = textOf(elementAt(contentMeta, 'dateline')) || content.dateline;
  const { place, dateline } = readDateline(printedDateline ?? '');
  const createdAt = firstCreated ?? versionCreated;
  const datelineParts = partsOfDateline(dateline, createdAt !== null);
  omissions.push(...datelineParts.omissions);
  const publishedAt = status === 'draft' ? null : (createdAt ?? datelineParts.date);
  const headlines = childrenNamed(contentMeta, 'headline');
  const headline = textWithRole(headlines, /^(?:main|headline|title)$/) ?? content.headline;
  const descriptions = childrenNamed(contentMeta, 'description');
  const standfirst = textWithRole(descriptions, /^(?:summary|abstract|standfirst|lead)$/);
  reportOthers(headlines, headline, drop);
  reportOthers(descriptions, standfirst, drop);
  const guid = item.attributes.get('guid')?.trim() || null;
  const provider = providerOf(guid) ?? source;
  const home = provider === null ? 'newsml-g2' : `newsml-g2:${provider}`;
  reportUnsupported(item, drop);
  const authors = authorsIn(contentMeta, content, home);
  const version = item.attributes.get('version')?.trim() ?? '';
  return normaliseDraft({
    from,
    key: keyOf(home, guid ?? idOfContent(headline, versionCreated?.toISOString(), content.html)),
    sourceVersion: guid !== null && /^\d{1,9}$/.test(version) ? Number(version) : null,
    headline,
    body: content.html,
    status,
    type:
      childrenNamed(contentMeta, 'genre')
        .map((genre) => nameOf(genre).toLowerCase())
        .find(isType) ?? null,
    standfirst,
    lang: elementAt(contentMeta, 'language')?.attributes.get('tag') ?? item.attributes.get('lang') ?? null,
    dateline: (place || locatedIn(elementAt(contentMeta, 'located'))) ?? authors.place,
    section: childrenNamed(itemMeta, 'service')
      .slice(0, 1)
      .map((service) => ({ name: nameOf(service) })),
    tags: tagsOf(contentMeta, drop),
    people: [...authors.people, ...subjectsOf(contentMeta, home)],
    sources: [...sourcesOf(item, contentMeta), ...authors.sources, ...datelineParts.sources],
    relatedKeys: relatedKeysOf(item, home),
    leadImage: content.lead,
    media: content.pictures,
    publishedAt,
    firstPublishedAt: publishedAt,
    updatedAt: versionCreated,
    omissions: [...omissions, ...authors.omissions],
  });
}

const locatedIn = (place: Element | undefined): string | null => (place === undefined ? null : nameOf(place) || null);

function statusOf(itemMeta: Element | undefined, drop: Drop): Draft['status'] {
  const status = codeOf(elementAt(itemMeta, 'pubStatus')) || 'usable';
  if (/^cancell?ed$/.test(status)) return 'trashed';
  const embargo = textOf(elementAt(itemMeta, 'embargoed'));
  const embargoEnd = parseTime(embargo);
  // An embargo that is over is no embargo.
  if (elementAt(itemMeta, 'embargoed') !== undefined && (embargoEnd === null || embargoEnd > new Date())) {
    drop(`embargo until ${quote(embargo)}`, 'embargoed');
    return 'draft';
  }
  if (status === 'usable') return 'published';
  if (status !== 'withheld') drop(`status ${quote(status)}`, 'unknown-status');
  return 'draft';
}

/** Elements that articles cannot hold, with their places and the reasons. */
const unsupportedPaths: readonly (readonly [path: readonly string[], reason: string])[] = [
  [['itemMeta', 'edNote'], 'not-for-publication'],
  [['rightsInfo', 'usageTerms'], 'no-place-for-rights'],
  [['rightsInfo', 'copyrightNotice'], 'no-place-for-rights'],
  [['contentMeta', 'slugline'], 'no-place-for-it'],
  [['contentMeta', 'urgency'], 'no-place-for-it'],
  [['contentMeta', 'contributor'], 'not-authors'],
];

/** Child elements that are read or reported elsewhere, or that only matter to the program that wrote them. */
const handledElements = {
  itemMeta: namesOf(
    'itemClass provider versionCreated firstCreated embargoed pubStatus service edNote link generator profile fileName title',
  ),
  contentMeta:
    namesOf(`headline description by creator contributor contentCreated contentModified dateline located genre
    subject keyword language infoSource slugline urgency icon`),
  rightsInfo: namesOf('copyrightHolder copyrightNotice usageTerms'),
};

function reportUnsupported(item: Element, drop: Drop): void {
  for (const [path, reason] of unsupportedPaths)
    if (elementAt(item, ...path) !== undefined) drop(path.at(-1) ?? '', reason);
  for (const [parent, knownNames] of Object.entries(handledElements))
    for (const { what, reason } of unreadElements(elementAt(item, parent), knownNames)) drop(what, reason);
}

/** Reports the headlines and descriptions in other words, of which an article has one each. */
function reportOthers(elements: readonly Element[], read: string | null, drop: Drop): void {
  for (const element of elements) {
    const text = textOf(element);
    if (text !== '' && text !== read)
      drop(`${codeOf(element, 'role') || 'other'} ${element.name} ${quote(text)}`, 'no-place-for-it');
  }
}

const isPerson = (subject: Element): boolean => codeOf(subject, 'type') === 'person';

/** Returns the subjects and keywords. Subjects that are places, organisations or events are reported. */
function tagsOf(contentMeta: Element | undefined, drop: Drop): string[] {
  const subjects = childrenNamed(contentMeta, 'subject').filter((subject) => {
    const isTopic = ['', 'abstract'].includes(codeOf(subject, 'type'));
    if (!isTopic && !isPerson(subject)) drop(`${codeOf(subject, 'type')} ${quote(nameOf(subject))}`, 'no-place-for-it');
    return isTopic;
  });
  const keywords = childrenNamed(contentMeta, 'keyword').map((keyword) => textOf(keyword));
  return [...subjects.map(nameOf), ...keywords].filter((tag) => tag !== '');
}

/** Returns the authors, from the byline or else the creators. */
function authorsIn(contentMeta: Element | undefined, { byline }: ItemContent, home: string): Authors {
  const by = childrenNamed(contentMeta, 'by').map((element) => textOf(element));
  const printedAuthors = authorsOf((by.length > 0 ? by : [byline ?? '']).map((text) => ({ text })));
  if (printedAuthors.people.length > 0) return printedAuthors;
  const creators = authorsOf(
    childrenNamed(contentMeta, 'creator').map((creator) => ({
      text: nameOf(creator),
      isName: true,
      key: keyOfConcept(creator, home),
    })),
  );
  return {
    ...creators,
    sources: [...printedAuthors.sources, ...creators.sources],
    place: printedAuthors.place ?? creators.place,
    omissions: [...printedAuthors.omissions, ...creators.omissions],
  };
}

/** Returns the people that an item is about. */
const subjectsOf = (contentMeta: Element | undefined, home: string): DraftPersonInput[] =>
  childrenNamed(contentMeta, 'subject')
    .filter(isPerson)
    .map((person) => ({ name: nameOf(person), relation: 'subject', key: keyOfConcept(person, home) }));

function keyOfConcept({ attributes }: Element, home: string): NaturalKey | null {
  const id = attributes.get('uri')?.trim() || attributes.get('qcode')?.trim();
  return id ? keyOf(home, id) : null;
}

function sourcesOf(item: Element, contentMeta: Element | undefined): Draft['sources'] {
  const infoSources = childrenNamed(contentMeta, 'infoSource').map((source) => ({
    name: nameOf(source),
    url: null,
    relation: 'cited' as const,
  }));
  const owner = elementAt(item, 'itemMeta', 'provider') ?? elementAt(item, 'rightsInfo', 'copyrightHolder');
  const ownerName = owner === undefined ? '' : nameOf(owner);
  return [
    ...infoSources.filter(({ name }) => name !== '' && name !== ownerName),
    ...(ownerName === '' ? [] : [{ name: ownerName, url: null, relation: 'syndicated' as const }]),
  ];
}

/** Returns the keys of the items to which an item links as related or from which it evolved. */
function relatedKeysOf(item: Element, home: string): NaturalKey[] {
  const links = [...childrenNamed(elementAt(item, 'itemMeta'), 'link'), ...childrenNamed(item, 'link')];
  return links.flatMap((link) => {
    const id = link.attributes.get('residref')?.trim();
    const isRelated = /^(?:seealso|evolvedfrom|isassociatedwith|derivedfrom|)$/.test(codeOf(link, 'rel'));
    return id && isRelated ? [keyOf(providerOf(id) === null ? home : `newsml-g2:${providerOf(id)}`, id)] : [];
  });
}
