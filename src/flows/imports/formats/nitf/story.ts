import type { Draft, Read } from '../../draft.js';
import { writersOf } from '../../fitting/byline.js';
import { timeOf } from '../../fitting/dates.js';
import { type Dropped, draftOf, isType } from '../../fitting/draft.js';
import { quoted } from '../../fitting/fields.js';
import { idOfContent, keyOf } from '../../fitting/keys.js';
import type { FoundPerson } from '../../fitting/lists.js';
import { bodyOf } from './markup.js';
import { at, type Element, textOf, within } from './tree.js';

/** The story of an element `nitf`. */
export function readStory(nitf: Element, from: string, source: string | null): Read {
  const [head, front] = [at(nitf, 'head'), at(nitf, 'body', 'body.head')];
  const docdata = at(head, 'docdata');
  const body = bodyOf(at(nitf, 'body', 'body.content'));
  const end = bodyOf(at(nitf, 'body', 'body.end'));
  const html = [body.html, end.html].filter((part) => part !== '').join('\n');
  const dropped: Dropped[] = [...body.lost, ...end.lost];
  const drop = (what: string, reason: string) => dropped.push({ what, reason });
  const headline = textOf(at(front, 'hedline', 'hl1')) || textOf(at(head, 'title')) || null;
  const [deck, abstract] = [textOf(at(front, 'hedline', 'hl2')), textOf(at(front, 'abstract'))];
  if (deck !== '' && abstract !== '') drop('abstract', 'there-is-a-deck');
  const issued = date(at(docdata, 'date.issue')?.attributes.get('norm'), 'date.issue', drop);
  const released = date(at(docdata, 'date.release')?.attributes.get('norm'), 'date.release', drop);
  const pubdata = at(head, 'pubdata')?.attributes;
  const published = released ?? issued ?? date(pubdata?.get('date.publication'), 'date.publication', drop);
  const revisions = within(head, 'revision-history').flatMap(
    (one) => date(one.attributes.get('norm'), 'revision', drop) ?? [],
  );
  const status = statusOf(docdata, drop);
  const shown = status === 'draft' ? null : published;
  const id = at(docdata, 'doc-id')?.attributes;
  const register = id?.get('regsrc')?.trim() || source;
  const home = register ? `nitf:${register}` : 'nitf';
  for (const one of within(docdata, 'ed-msg'))
    drop(`ed-msg "${quoted(one.attributes.get('info') ?? textOf(one))}"`, 'not-for-publication');
  if (at(docdata, 'date.expire') !== undefined) drop('date.expire', 'no-place-for-it');
  const section = pubdata?.get('position.section')?.trim();
  return draftOf({
    from,
    key: keyOf(home, id?.get('id-string')?.trim() || idOfContent(headline, issued?.toISOString(), html)),
    headline,
    body: html,
    status,
    standfirst: deck || abstract || null,
    type: typeOf(head),
    lang: nitf.attributes.get('lang') ?? nitf.attributes.get('baselang') ?? null,
    dateline: datelineOf(front) || null,
    section: (section ?? '')
      .split(/[>/]/)
      .filter((name) => name.trim() !== '')
      .map((name) => ({ name })),
    tags: tagsOf(head),
    people: peopleOf(nitf, front, home),
    sources: sourcesOf(docdata, front),
    leadImage: body.lead ?? end.lead,
    media: [...body.pictures, ...end.pictures],
    publishedAt: shown,
    firstPublishedAt: shown,
    updatedAt: revisions.at(-1) ?? null,
    dropped,
  });
}

type Drop = (what: string, reason: string) => void;

function date(text: string | undefined, what: string, drop: Drop): Date | null {
  if (text === undefined || text.trim() === '') return null;
  const time = timeOf(text);
  if (time === null) drop(`${what} ${quoted(text)}`, 'not-a-date');
  return time;
}

function statusOf(docdata: Element | undefined, drop: Drop): Draft['status'] {
  const stated = docdata?.attributes.get('management-status')?.toLowerCase().trim() ?? 'usable';
  if (/^cancell?ed$/.test(stated)) return 'trashed';
  if (stated === 'usable') return 'published';
  if (stated === 'embargoed') drop('embargo', 'embargoed');
  else if (stated !== 'withheld') drop(`status ${quoted(stated)}`, 'unknown-status');
  return 'draft';
}

/** What a story is by its properties, such as `analysis`, where the desk has that type. */
const typeOf = (head: Element | undefined): string | null =>
  within(head, 'tobject.property')
    .map((one) => one.attributes.get('tobject.property.type')?.toLowerCase().trim() ?? '')
    .find(isType) ?? null;

/** Characters of a dateline that are looked at. */
const longestDateline = 1_000;

/** Where a story was written, without the day and without the dash that parts it from the text. */
const datelineOf = (front: Element | undefined): string =>
  textOf(at(front, 'dateline'), 'story.date')
    .slice(0, longestDateline)
    .replace(/[\s,–—-]+$/, '');

/** Keywords, and subjects by their names. */
function tagsOf(head: Element | undefined): string[] {
  const keywords = within(head, 'keyword').flatMap((one) => (one.attributes.get('key') ?? textOf(one)).split(/[,;]/));
  const subjects = within(head, 'tobject.subject').flatMap(({ attributes }) =>
    ['type', 'matter', 'detail'].map((part) => attributes.get(`tobject.subject.${part}`) ?? ''),
  );
  return [...keywords, ...subjects].map((tag) => tag.trim()).filter((tag) => tag !== '');
}

function peopleOf(nitf: Element, front: Element | undefined, home: string): FoundPerson[] {
  const people: FoundPerson[] = [];
  for (const byline of within(front, 'byline')) people.push(...authorsOf(byline, home));
  const content = [
    at(nitf, 'head', 'docdata', 'identified-content'),
    at(front, 'hedline'),
    at(front, 'abstract'),
    at(nitf, 'body', 'body.content'),
  ];
  for (const element of content)
    for (const person of within(element, 'person')) people.push(personOf(person, 'mentioned', home));
  return people;
}

/** By-lines mark persons or do not; some files have all of it in the title. */
function authorsOf(byline: Element, home: string): FoundPerson[] {
  const title = textOf(at(byline, 'byttl')) || null;
  const persons = within(byline, 'person');
  if (persons.length > 0)
    return persons.map((person) => ({ ...personOf(person, 'author', home), titleAsPrinted: title }));
  const text = textOf(byline, 'byttl', 'virtloc', 'location');
  return writersOf(text || (title ?? '')).map((writer) => ({
    name: writer.name,
    relation: 'author',
    titleAsPrinted: writer.title ?? (text === '' ? null : title),
  }));
}

function personOf(person: Element, relation: FoundPerson['relation'], home: string): FoundPerson {
  const [idsrc, value] = [person.attributes.get('idsrc')?.trim(), person.attributes.get('value')?.trim()];
  const named =
    textOf(at(person, 'name.given')) === ''
      ? textOf(person, 'function')
      : `${textOf(at(person, 'name.given'))} ${textOf(at(person, 'name.family'))}`;
  return {
    name: named,
    relation,
    titleAsPrinted: textOf(at(person, 'function')) || null,
    key: value ? keyOf(idsrc ? `nitf:${idsrc}` : home, value) : null,
  };
}

/** Who distributes a story, else who holds its rights. */
function sourcesOf(docdata: Element | undefined, front: Element | undefined): Draft['sources'] {
  const name = textOf(at(front, 'distributor')) || at(docdata, 'doc.copyright')?.attributes.get('holder')?.trim() || '';
  return name === '' ? [] : [{ name, url: null, relation: 'syndicated' }];
}
