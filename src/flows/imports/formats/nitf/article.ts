import { authorsOf, type PrintedAuthor } from '../../bylines/index.js';
import type { Draft, ReadResult } from '../../draft.js';
import { parseTime } from '../../normalisation/dates.js';
import { isType, normaliseDraft, type Omission } from '../../normalisation/draft.js';
import { quote } from '../../normalisation/fields.js';
import { idOfContent, keyOf } from '../../normalisation/keys.js';
import type { DraftPersonInput } from '../../normalisation/lists.js';
import { namesOf } from '../../normalisation/unread-fields.js';
import { bodyOf } from './markup.js';
import { descendantsOf, type Element, elementAt, textOf, unreadElements } from './tree.js';

/** Child elements that are read or reported elsewhere, or that only matter to the program that wrote them. */
const handledDocdata = namesOf(
  'doc-id date.issue date.release date.expire doc.copyright identified-content key-list ed-msg du-key del-list',
);
const handledContent = namesOf('person');
const handledHead = namesOf('hedline byline dateline abstract distributor');

/** Returns the article of a `nitf` element. */
export function readArticle(nitf: Element, from: string, source: string | null): ReadResult {
  const [head, bodyHead] = [elementAt(nitf, 'head'), elementAt(nitf, 'body', 'body.head')];
  const docdata = elementAt(head, 'docdata');
  const body = bodyOf(elementAt(nitf, 'body', 'body.content'));
  const end = bodyOf(elementAt(nitf, 'body', 'body.end'));
  const html = [body.html, end.html].filter((part) => part !== '').join('\n');
  const omissions: Omission[] = [...body.omissions, ...end.omissions];
  const drop = (what: string, reason: string) => omissions.push({ what, reason });
  const headline = textOf(elementAt(bodyHead, 'hedline', 'hl1')) || textOf(elementAt(head, 'title')) || null;
  const [deck, abstract] = [textOf(elementAt(bodyHead, 'hedline', 'hl2')), textOf(elementAt(bodyHead, 'abstract'))];
  if (deck !== '' && abstract !== '') drop('abstract', 'there-is-a-deck');
  const issuedAt = date(elementAt(docdata, 'date.issue')?.attributes.get('norm'), 'date.issue', drop);
  const releasedAt = date(elementAt(docdata, 'date.release')?.attributes.get('norm'), 'date.release', drop);
  const pubdata = elementAt(head, 'pubdata')?.attributes;
  const publishedAt = releasedAt ?? issuedAt ?? date(pubdata?.get('date.publication'), 'date.publication', drop);
  const revisions = descendantsOf(head, 'revision-history').flatMap(
    (one) => date(one.attributes.get('norm'), 'revision', drop) ?? [],
  );
  const status = statusOf(docdata, drop);
  const publicationDate = status === 'draft' ? null : publishedAt;
  const id = elementAt(docdata, 'doc-id')?.attributes;
  const register = id?.get('regsrc')?.trim() || source;
  const home = register ? `nitf:${register}` : 'nitf';
  for (const one of descendantsOf(docdata, 'ed-msg'))
    drop(`ed-msg "${quote(one.attributes.get('info') ?? textOf(one))}"`, 'not-for-publication');
  if (elementAt(docdata, 'date.expire') !== undefined) drop('date.expire', 'no-place-for-it');
  const authors = authorsOf(descendantsOf(bodyHead, 'byline').flatMap((byline) => authorsIn(byline, home)));
  for (const [parent, knownNames] of [
    [docdata, handledDocdata],
    [elementAt(docdata, 'identified-content'), handledContent],
    [bodyHead, handledHead],
  ] as const)
    omissions.push(...unreadElements(parent, knownNames));
  const section = pubdata?.get('position.section')?.trim();
  return normaliseDraft({
    from,
    key: keyOf(home, id?.get('id-string')?.trim() || idOfContent(headline, issuedAt?.toISOString(), html)),
    headline,
    body: html,
    status,
    standfirst: deck || abstract || null,
    type: typeOf(head),
    lang: nitf.attributes.get('lang') ?? nitf.attributes.get('baselang') ?? null,
    dateline: datelineOf(bodyHead) || authors.place,
    section: (section ?? '')
      .split(/[>/]/)
      .filter((name) => name.trim() !== '')
      .map((name) => ({ name })),
    tags: tagsOf(head),
    people: [...authors.people, ...mentionedIn(nitf, bodyHead, home)],
    sources: [...sourcesOf(docdata, bodyHead), ...authors.sources],
    leadImage: body.lead ?? end.lead,
    media: [...body.pictures, ...end.pictures],
    publishedAt: publicationDate,
    firstPublishedAt: publicationDate,
    updatedAt: revisions.at(-1) ?? null,
    omissions: [...omissions, ...authors.omissions],
  });
}

type Drop = (what: string, reason: string) => void;

function date(text: string | undefined, what: string, drop: Drop): Date | null {
  if (text === undefined || text.trim() === '') return null;
  const time = parseTime(text);
  if (time === null) drop(`${what} ${quote(text)}`, 'not-a-date');
  return time;
}

function statusOf(docdata: Element | undefined, drop: Drop): Draft['status'] {
  const managementStatus = docdata?.attributes.get('management-status')?.toLowerCase().trim() ?? 'usable';
  if (/^cancell?ed$/.test(managementStatus)) return 'trashed';
  if (managementStatus === 'usable') return 'published';
  if (managementStatus === 'embargoed') drop('embargo', 'embargoed');
  else if (managementStatus !== 'withheld') drop(`status ${quote(managementStatus)}`, 'unknown-status');
  return 'draft';
}

/** Returns the first property that is a type of article here, such as `analysis`, or null. */
const typeOf = (head: Element | undefined): string | null =>
  descendantsOf(head, 'tobject.property')
    .map((one) => one.attributes.get('tobject.property.type')?.toLowerCase().trim() ?? '')
    .find(isType) ?? null;

/** The maximum number of characters of a dateline that are read. */
const longestDateline = 1_000;

/** Returns the place of the dateline, without the date and the dash at its end. */
const datelineOf = (bodyHead: Element | undefined): string =>
  textOf(elementAt(bodyHead, 'dateline'), 'story.date')
    .slice(0, longestDateline)
    .replace(/[\s,–—-]+$/, '');

/** Returns the keywords and the names of the subjects. */
function tagsOf(head: Element | undefined): string[] {
  const keywords = descendantsOf(head, 'keyword').flatMap((one) =>
    (one.attributes.get('key') ?? textOf(one)).split(/[,;]/),
  );
  const subjects = descendantsOf(head, 'tobject.subject').flatMap(({ attributes }) =>
    ['type', 'matter', 'detail'].map((part) => attributes.get(`tobject.subject.${part}`) ?? ''),
  );
  return [...keywords, ...subjects].map((tag) => tag.trim()).filter((tag) => tag !== '');
}

/** Returns the people who are marked in the head and the text of an article. */
function mentionedIn(nitf: Element, bodyHead: Element | undefined, home: string): DraftPersonInput[] {
  const content = [
    elementAt(nitf, 'head', 'docdata', 'identified-content'),
    elementAt(bodyHead, 'hedline'),
    elementAt(bodyHead, 'abstract'),
    elementAt(nitf, 'body', 'body.content'),
  ];
  return content.flatMap((element) =>
    descendantsOf(element, 'person').map((person) => personOf(person, 'mentioned', home)),
  );
}

/** Returns the authors of a byline. Persons may be marked or not. Some files have the whole byline in the title. */
function authorsIn(byline: Element, home: string): PrintedAuthor[] {
  const title = textOf(elementAt(byline, 'byttl')) || null;
  const persons = descendantsOf(byline, 'person');
  if (persons.length > 0)
    return persons.map((person) => {
      const { name, key = null } = personOf(person, 'author', home);
      return { text: name, isName: true, titleAsPrinted: title, key };
    });
  const text = textOf(byline, 'byttl', 'virtloc', 'location');
  return [text === '' ? { text: title ?? '' } : { text, titleAsPrinted: title }];
}

function personOf(person: Element, relation: DraftPersonInput['relation'], home: string): DraftPersonInput {
  const [idsrc, value] = [person.attributes.get('idsrc')?.trim(), person.attributes.get('value')?.trim()];
  const fullName =
    textOf(elementAt(person, 'name.given')) === ''
      ? textOf(person, 'function')
      : `${textOf(elementAt(person, 'name.given'))} ${textOf(elementAt(person, 'name.family'))}`;
  return {
    name: fullName,
    relation,
    titleAsPrinted: textOf(elementAt(person, 'function')) || null,
    key: value ? keyOf(idsrc ? `nitf:${idsrc}` : home, value) : null,
  };
}

/** Returns the distributor of an article, or else the holder of its rights. */
function sourcesOf(docdata: Element | undefined, bodyHead: Element | undefined): Draft['sources'] {
  const name =
    textOf(elementAt(bodyHead, 'distributor')) ||
    elementAt(docdata, 'doc.copyright')?.attributes.get('holder')?.trim() ||
    '';
  return name === '' ? [] : [{ name, url: null, relation: 'syndicated' }];
}
