import type { Draft, NaturalKey, ReadResult } from '../../draft.js';
import { parseTime } from '../../normalisation/dates.js';
import {
  type DraftImageInput,
  type DraftInput,
  failItem,
  isType,
  normaliseDraft,
  type Omission,
  skipItem,
} from '../../normalisation/draft.js';
import { asList, asText, type Fields, firstText, hostOf, isFields, quote } from '../../normalisation/fields.js';
import { idOfContent, keyOf } from '../../normalisation/keys.js';
import { providerOf } from '../../normalisation/provider.js';
import { escapeHtml } from '../../normalisation/text.js';
import { peopleOf } from './people.js';
import { isPicture, pictureOf } from './pictures.js';
import {
  asHtml,
  bestBody,
  mainOf,
  namesOf,
  objectsOf,
  type RoleText,
  textsWithRoles,
  toPlainText,
  withLowerCaseNames,
} from './properties.js';
import { unreadOf } from './unread.js';

/** Types of items that are not articles. */
const nonArticleTypes: ReadonlySet<string> = new Set([
  'picture',
  'graphic',
  'image',
  'video',
  'audio',
  'event',
  'planning',
  'component',
]);

/** The maximum number of associations of one item. Each of their URLs is searched for in the text. */
const maxAssociations = 100;

/** Returns the article of an item, or the reason why it is skipped. */
export function readItem(value: unknown, from: string, source: string | null): ReadResult {
  if (!isFields(value)) return failItem(from, '', 'not-an-item', 'A ninjs item must be an object.');
  const item = withLowerCaseNames(value);
  const bodies = textsWithRoles(item, 'bodies', 'body');
  const headlines = textsWithRoles(item, 'headlines', 'headline');
  if (bodies.length === 0 && headlines.length === 0 && uriOf(item) === null)
    return failItem(from, '', 'not-an-item', 'A ninjs item must have a uri, a guid, headlines or bodies.');
  const body = bestBody(bodies);
  const type = firstText(item.type)?.toLowerCase() ?? '';
  if (body === null && nonArticleTypes.has(type))
    return skipItem(from, '/type', 'not-a-story', `Items of the type ${type} without a text are not imported.`);

  const omissions: Omission[] = [];
  const drop = (what: string, reason: string) => omissions.push({ what, reason });
  if (body === null && bodies.length > 0) drop('text in XML', 'in-no-form-that-is-read');
  const headline = mainOf(headlines, /^(?:main|headline|title)$/);
  const descriptions = textsWithRoles(item, 'descriptions', 'description');
  const standfirst = standfirstIn(descriptions);
  reportOthers(headlines, headline, 'headline', drop);
  reportOthers(descriptions, standfirst, 'description', drop);
  const html = body === null ? '' : asHtml(body);
  const firstCreated = date(item, ['firstcreated', 'contentcreated'], drop);
  const versionCreated = date(item, ['versioncreated'], drop);
  const status = statusOf(item, drop);
  const publicationDate = status === 'draft' ? null : (firstCreated ?? versionCreated);
  const key = ownKey(item, source, headline?.value ?? null, html);
  const { type: genre, section } = genresOf(item);
  const { authors, others } = peopleOf(item, key.source);
  omissions.push(...unreadOf(item));
  return normaliseDraft({
    from,
    key,
    sourceVersion: versionOf(item),
    headline: headline === null ? firstText(item.title) : toPlainText(headline),
    body: html,
    status,
    type: genre,
    standfirst: standfirst === null ? null : toPlainText(standfirst),
    lang: firstText(item.language),
    dateline: firstText(item.located) ?? authors.place,
    section,
    tags: namesOf(item.subjects ?? item.subject),
    people: [...authors.people, ...others],
    sources: [...sourcesOf(item), ...authors.sources],
    ...picturesOf(item, html, key.source, drop),
    publishedAt: publicationDate,
    firstPublishedAt: publicationDate,
    updatedAt: versionCreated,
    omissions: [...omissions, ...authors.omissions],
  });
}

type Drop = (what: string, reason: string) => void;

function date(item: Fields, fields: readonly string[], drop: Drop): Date | null {
  for (const field of fields) {
    const text = asText(item[field]);
    if (text === null) continue;
    const time = parseTime(text);
    if (time !== null) return time;
    drop(`${field} ${quote(text)}`, 'not-a-date');
  }
  return null;
}

/** Returns the id of an item: `uri`, or `guid` in files of Superdesk. */
const uriOf = ({ uri, guid }: Fields): string | null => firstText(uri, guid);

/** Returns the number of the version of an item, or null. */
function versionOf({ version }: Fields): number | null {
  const text = asText(version);
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function ownKey(item: Fields, source: string | null, headline: string | null, body: string): NaturalKey {
  const uri = uriOf(item);
  const name = providerOf(uri) ?? source ?? firstText(item.copyrightholder);
  return keyOf(
    name === null ? 'ninjs' : `ninjs:${name}`,
    uri ?? idOfContent(headline, firstText(item.versioncreated), body),
  );
}

function statusOf(item: Fields, drop: Drop): Draft['status'] {
  const pubStatus = firstText(item.pubstatus)?.toLowerCase() ?? 'usable';
  const embargo = firstText(item.embargoeduntil, item.embargoed);
  if (/^cancell?ed$/.test(pubStatus)) return 'trashed';
  const embargoEnd = embargo === null ? null : parseTime(embargo);
  // An embargo that is over is no embargo.
  if (embargo !== null && (embargoEnd === null || embargoEnd > new Date())) {
    drop(`embargo until ${quote(embargo)}`, 'embargoed');
    return 'draft';
  }
  if (pubStatus === 'usable') return 'published';
  if (pubStatus !== 'withheld') drop(`status ${quote(pubStatus)}`, 'unknown-status');
  return 'draft';
}

const standfirstIn = (descriptions: readonly RoleText[]): RoleText | null =>
  mainOf(
    descriptions.filter(({ role }) => !/caption|alt|^(?:correction|clarification|update|retraction)$/.test(role)),
    /^(?:summary|standfirst|abstract|lead|preamble|deck)$/,
  );

/** Reports the texts in other words, such as short headlines. Forms without a role are the same text. */
function reportOthers(texts: readonly RoleText[], read: RoleText | null, name: string, drop: Drop): void {
  const words = read === null ? '' : toPlainText(read).trim();
  for (const text of texts) {
    const otherWords = toPlainText(text).trim();
    if (text !== read && text.role !== '' && otherWords !== words)
      drop(`${quote(text.role)} ${name} ${quote(otherWords)}`, 'no-place-for-it');
  }
}

/** Returns the type and section from the genres: the first that is a type here, and the first that means a section. */
function genresOf(item: Fields): { type: string | null; section: NonNullable<DraftInput['section']> } {
  const genres = objectsOf(item.genres ?? item.genre);
  const type = genres.map(({ name }) => firstText(name)?.toLowerCase() ?? '').find(isType) ?? null;
  const section = genres.find(({ uri, scheme }) => /section|sector|desk|ressort|rubri[ck]/i.test(`${uri} ${scheme}`));
  // The services of Superdesk are the categories of an agency.
  const name = firstText(section?.name) ?? firstText(objectsOf(item.service)[0]?.name);
  return { type, section: name === null ? [] : [{ name }] };
}

/** Returns the sources of an item, or else the holder of its rights. */
function sourcesOf(item: Fields): Draft['sources'] {
  const infoSources = objectsOf(item.infosources ?? item.infosource).flatMap(({ name, uri, role }) => {
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
  return infoSources.length > 0 || holder === null
    ? infoSources
    : [{ name: holder, url: null, relation: 'syndicated' }];
}

function relatedKeyOf(uri: string, source: string): NaturalKey {
  const host = hostOf(uri);
  return keyOf(host === null ? source : `ninjs:${host.toLowerCase()}`, uri);
}

function picturesOf(
  item: Fields,
  html: string,
  source: string,
  drop: Drop,
): Pick<DraftInput, 'leadImage' | 'media' | 'relatedKeys'> {
  const result: Pick<Required<DraftInput>, 'leadImage' | 'media' | 'relatedKeys'> = {
    leadImage: null,
    media: [],
    relatedKeys: [],
  };
  const media: DraftImageInput[] = [];
  const relatedKeys: NaturalKey[] = [];
  for (const association of objectsOf(item.associations).slice(0, maxAssociations)) {
    const type = firstText(association.type)?.toLowerCase();
    const uri = uriOf(association);
    const label = quote(firstText(association.name) ?? uri ?? 'without a name');
    if (isPicture(association)) {
      const picture = pictureOf(association);
      if (picture === null) {
        drop(`image ${label}`, 'not-a-web-address');
        continue;
      }
      const addressesInBody = picture.addresses.filter(
        (address) => html.includes(address) || html.includes(escapeHtml(address)),
      );
      const { credit, caption, alt } = picture;
      media.push(...addressesInBody.map((url) => ({ url, credit, caption })));
      if (result.leadImage === null) result.leadImage = { url: picture.url, alt, caption, credit };
      else if (addressesInBody.length === 0) media.push({ url: picture.url, credit, caption });
    } else if ((type === undefined || type === 'text' || type === 'composite') && uri !== null) {
      relatedKeys.push(relatedKeyOf(uri, source));
    } else {
      drop(`${type ?? 'thing'} ${label}`, 'no-place-for-it');
    }
  }
  // The item of which this one is an update.
  const evolvedFrom = firstText(item.evolvedfrom);
  if (evolvedFrom !== null) relatedKeys.push(relatedKeyOf(evolvedFrom, source));
  for (const list of [item.place, item.places, item.event, item.events])
    if (asList(list).length > 0) drop('places or events', 'no-place-for-it');
  return { ...result, media, relatedKeys };
}
