import type { Draft, DraftPerson, NaturalKey, Read } from '../../draft.js';
import { writersOf } from '../../fitting/byline.js';
import { timeOf } from '../../fitting/dates.js';
import { type Dropped, draftOf, type Found, type FoundImage, isType, skipped } from '../../fitting/draft.js';
import { asList, asText, type Fields, firstText, hostOf, isFields, quoted } from '../../fitting/fields.js';
import { idOfContent, keyOf } from '../../fitting/keys.js';
import type { FoundPerson } from '../../fitting/lists.js';
import { escapeHtml } from '../../fitting/text.js';
import { isPicture, pictureOf } from './pictures.js';
import { asHtml, bestBody, folded, mainOf, namesOf, objectsOf, plainly, worded } from './properties.js';

/** Kinds of items that are no story by themselves. */
const others: ReadonlySet<string> = new Set([
  'picture',
  'graphic',
  'image',
  'video',
  'audio',
  'event',
  'planning',
  'component',
]);

/** Associations of one item, each of whose addresses is looked for in the text. */
const mostAssociations = 100;

/** The story of one item, or why it is none. */
export function readItem(value: unknown, from: string, source: string | null): Read {
  if (!isFields(value)) return skipped(from, '', 'not-an-item', 'A ninjs item is an object: this is something else.');
  const item = folded(value);
  const bodies = worded(item, 'bodies', 'body');
  const headlines = worded(item, 'headlines', 'headline');
  if (bodies.length === 0 && headlines.length === 0 && firstText(item.uri) === null)
    return skipped(from, '', 'not-an-item', 'It has no uri, headlines or bodies, and so is no ninjs item.');
  const body = bestBody(bodies);
  const type = firstText(item.type)?.toLowerCase() ?? '';
  if (body === null && others.has(type))
    return skipped(from, '/type', 'not-a-story', `It is of the type ${type} and has no text: only stories are taken.`);

  const dropped: Dropped[] = [];
  const drop = (what: string, reason: string) => dropped.push({ what, reason });
  if (body === null && bodies.length > 0) drop('text in XML', 'in-no-form-that-is-read');
  const headline = mainOf(headlines, /^(?:main|headline|title)$/);
  const html = body === null ? '' : asHtml(body);
  const firstCreated = date(item, ['firstcreated', 'contentcreated'], drop);
  const versionCreated = date(item, ['versioncreated'], drop);
  const status = statusOf(item, drop);
  const created = status === 'draft' ? null : (firstCreated ?? versionCreated);
  const key = ownKey(item, source, headline?.value ?? null, html);
  const { type: genre, section } = genresOf(item);
  for (const [field, reason] of [
    ['ednote', 'not-for-publication'],
    ['usageterms', 'no-place-for-rights'],
    ['organisations', 'no-place-for-it'],
    ['organisation', 'no-place-for-it'],
  ] as const)
    if (item[field] != null) drop(field, reason);
  return draftOf({
    from,
    key,
    headline: headline === null ? firstText(item.title) : plainly(headline),
    body: html,
    status,
    type: genre,
    standfirst: standfirstOf(item),
    lang: firstText(item.language),
    dateline: firstText(item.located),
    section,
    tags: namesOf(item.subjects ?? item.subject),
    people: peopleOf(item, key.source),
    sources: sourcesOf(item),
    ...picturesOf(item, html, key.source, drop),
    publishedAt: created,
    firstPublishedAt: created,
    updatedAt: versionCreated,
    dropped,
  });
}

type Drop = (what: string, reason: string) => void;

function date(item: Fields, fields: readonly string[], drop: Drop): Date | null {
  for (const field of fields) {
    const text = asText(item[field]);
    if (text === null) continue;
    const time = timeOf(text);
    if (time !== null) return time;
    drop(`${field} ${quoted(text)}`, 'not-a-date');
  }
  return null;
}

/** `urn:newsml:example.com:20170707:1` says where it is from as an address does. */
const urnHost = /^urn:newsml:([^:/]+):/i;

function ownKey(item: Fields, source: string | null, headline: string | null, body: string): NaturalKey {
  const uri = firstText(item.uri);
  const provider =
    uri === null ? null : (hostOf(uri) ?? urnHost.exec(uri)?.[1] ?? /^tag:([^,/:]+),/i.exec(uri)?.[1] ?? null);
  const name = provider?.toLowerCase() ?? source ?? firstText(item.copyrightholder);
  return keyOf(
    name === null ? 'ninjs' : `ninjs:${name}`,
    uri ?? idOfContent(headline, firstText(item.versioncreated), body),
  );
}

function statusOf(item: Fields, drop: Drop): Draft['status'] {
  const stated = firstText(item.pubstatus)?.toLowerCase() ?? 'usable';
  const embargo = firstText(item.embargoeduntil, item.embargoed);
  if (/^cancell?ed$/.test(stated)) return 'trashed';
  if (embargo !== null) {
    drop(`embargo until ${quoted(embargo)}`, 'embargoed');
    return 'draft';
  }
  if (stated === 'usable') return 'published';
  if (stated !== 'withheld') drop(`status ${quoted(stated)}`, 'unknown-status');
  return 'draft';
}

function standfirstOf(item: Fields): string | null {
  const descriptions = worded(item, 'descriptions', 'description').filter(
    ({ role }) => !/caption|alt|^(?:correction|clarification|update|retraction)$/.test(role),
  );
  const one = mainOf(descriptions, /^(?:summary|standfirst|abstract|lead|preamble|deck)$/);
  return one === null ? null : plainly(one);
}

/** A genre says which type a story is of where the desk has that type, and its section where it is one by its address. */
function genresOf(item: Fields): { type: string | null; section: NonNullable<Found['section']> } {
  const genres = objectsOf(item.genres ?? item.genre);
  const type = genres.map(({ name }) => firstText(name)?.toLowerCase() ?? '').find(isType) ?? null;
  const section = genres.find(({ uri, scheme }) => /section|sector|desk|ressort|rubri[ck]/i.test(`${uri} ${scheme}`));
  const name = firstText(section?.name);
  return { type, section: name === null ? [] : [{ name }] };
}

const relations: readonly (readonly [RegExp, DraftPerson['relation']])[] = [
  [/author|creator|by-?line|writer/i, 'author'],
  [/about|subject/i, 'subject'],
  [/quot/i, 'quoted'],
  [/pictur|depict|shows|photo/i, 'pictured'],
];

function peopleOf(item: Fields, source: string): FoundPerson[] {
  const byline = firstText(item.by, item.byline);
  const writers = byline === null ? [] : writersOf(byline);
  const named = objectsOf(item.people ?? item.person).flatMap((person): FoundPerson[] => {
    const name = firstText(person.name);
    if (name === null) return [];
    const rel = `${firstText(person.rel) ?? ''} ${firstText(person.role) ?? ''}`;
    const relation = relations.find(([words]) => words.test(rel))?.[1] ?? 'mentioned';
    return [
      { name, relation, titleAsPrinted: firstText(person.title, person.jobtitle), key: personKey(person, source) },
    ];
  });
  const keys = new Map(named.map(({ name, key }) => [name.toLowerCase(), key]));
  return [
    ...writers.map(({ name, title }) => ({
      name,
      relation: 'author' as const,
      titleAsPrinted: title,
      key: keys.get(name.toLowerCase()) ?? null,
    })),
    ...named,
  ];
}

function personKey({ uri, scheme, code, literal }: Fields, source: string): NaturalKey | null {
  const address = firstText(uri);
  if (address !== null) {
    const host = hostOf(address);
    return keyOf(host === null ? source : `ninjs:${host}`, address);
  }
  const id = firstText(code, literal);
  return id === null ? null : keyOf(firstText(scheme) ?? source, id);
}

/** Who a story is from; the holder of the rights where nobody else is named. */
function sourcesOf(item: Fields): Draft['sources'] {
  const named = objectsOf(item.infosources ?? item.infosource).flatMap(({ name, uri, role }) => {
    const who = firstText(name);
    const part = firstText(role) ?? '';
    const relation = /orig/i.test(part)
      ? 'original'
      : /distrib|aggreg|provi|suppl|syndic/i.test(part)
        ? 'syndicated'
        : 'cited';
    const address = firstText(uri);
    const url = address !== null && /^https?:/i.test(address) ? address : null;
    return who === null ? [] : [{ name: who, url, relation } as const];
  });
  const holder = firstText(item.copyrightholder);
  return named.length > 0 || holder === null ? named : [{ name: holder, url: null, relation: 'syndicated' }];
}

function picturesOf(
  item: Fields,
  html: string,
  source: string,
  drop: Drop,
): Pick<Found, 'leadImage' | 'media' | 'related'> {
  const found: Pick<Required<Found>, 'leadImage' | 'media' | 'related'> = { leadImage: null, media: [], related: [] };
  const media: FoundImage[] = [];
  const related: NaturalKey[] = [];
  for (const association of objectsOf(item.associations).slice(0, mostAssociations)) {
    const type = firstText(association.type)?.toLowerCase();
    const label = quoted(firstText(association.name, association.uri) ?? 'without a name');
    const uri = firstText(association.uri);
    if (isPicture(association)) {
      const picture = pictureOf(association);
      if (picture === null) {
        drop(`picture ${label}`, 'not-a-web-address');
        continue;
      }
      const shown = picture.addresses.filter((address) => html.includes(address) || html.includes(escapeHtml(address)));
      const { credit, caption, alt } = picture;
      media.push(...shown.map((url) => ({ url, credit, caption })));
      if (found.leadImage === null) found.leadImage = { url: picture.url, alt, caption, credit };
      else if (shown.length === 0) media.push({ url: picture.url, credit, caption });
    } else if ((type === undefined || type === 'text' || type === 'composite') && uri !== null) {
      const host = hostOf(uri);
      related.push(keyOf(host === null ? source : `ninjs:${host.toLowerCase()}`, uri));
    } else {
      drop(`${type ?? 'thing'} ${label}`, 'no-place-for-it');
    }
  }
  for (const list of [item.place, item.places, item.event, item.events])
    if (asList(list).length > 0) drop('places or events', 'no-place-for-it');
  return { ...found, media, related };
}
