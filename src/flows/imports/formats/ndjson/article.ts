import { type TextName, textNames } from '../../../../content/articles/index.js';
import { markdownToHtml } from '../../../../lib/rich-text/index.js';
import { isSlug } from '../../../../lib/slug.js';
import { describeIssue } from '../../../../platform/problems/index.js';
import { type Authors, authorsOf } from '../../bylines/index.js';
import type { DraftComment, DraftCorrection, NaturalKey, ReadResult } from '../../draft.js';
import { parseTime } from '../../normalisation/dates.js';
import {
  type DraftInput,
  failItem,
  isType,
  normaliseDraft,
  type Omission,
  type SkippedItem,
} from '../../normalisation/draft.js';
import { jsonPointer, quote } from '../../normalisation/fields.js';
import { idOfContent, keyOf } from '../../normalisation/keys.js';
import type { DraftPersonInput } from '../../normalisation/lists.js';
import { clean, oneLine, paragraphs, slugToTitle, truncate } from '../../normalisation/text.js';
import { webAddress } from '../../normalisation/web-address.js';
import { derivedFields, NdjsonArticle } from './article.schema.js';
import { assetsOf, leadImageOf, uuid } from './images.js';

const fields: ReadonlySet<string> = new Set(Object.keys(NdjsonArticle.shape));
const dateOf = (text: string | null | undefined): Date | null => (text == null ? null : parseTime(text));

/** The status of an imported article, by its status in the file. Plans to publish and reviews are not imported. */
const statuses = {
  draft: 'draft',
  submitted: 'unpublished',
  approved: 'unpublished',
  scheduled: 'draft',
  published: 'published',
  unpublished: 'unpublished',
  killed: 'trashed',
  trashed: 'trashed',
} as const;

/** Returns the article of a parsed line. `source` is the name of the newsroom to which the ids belong. */
export function readArticle(value: unknown, from: string, source: string): ReadResult {
  const parseResult = NdjsonArticle.safeParse(value, { error: describeIssue });
  if (!parseResult.success) {
    const { path, why } = deepestIssue(parseResult.error.issues[0]);
    const pointer = jsonPointer(path);
    return failItem(from, pointer, 'wrong-type', `${pointer === '' ? 'The line' : pointer} ${why}.`);
  }
  const line = parseResult.data;
  const omissions: Omission[] = [];
  for (const field in line)
    if (!fields.has(field) && !derivedFields.has(field))
      omissions.push({ what: `field ${quote(field)}`, reason: 'unknown-field' });
  const body = bodyOf(line, from);
  if (typeof body !== 'string') return body;
  const key = ownKey(line, source);
  const others = (line.externalIds ?? []).filter((one) => one.source !== key.source || one.id !== key.id);
  const status = line.status ?? (line.publishedAt == null ? 'draft' : 'published');
  const wasNeverPublished =
    statuses[status] === 'unpublished' && line.publishedAt == null && line.firstPublishedAt == null;
  if (wasNeverPublished || status === 'scheduled')
    omissions.push({ what: `status ${status}`, reason: 'becomes-a-draft' });
  if (line.type && !isType(line.type)) omissions.push({ what: `type ${quote(line.type)}`, reason: 'unknown-type' });
  const people =
    line.people ?? line.authors?.map((author) => ({ ...author, relation: author.relation ?? ('author' as const) }));
  const { people: namedPeople, authors } = readPeople(
    (people ?? []).flatMap((person) => personOf(person, source, omissions)),
  );
  const comments = Array.isArray(line.comments) ? line.comments : [];
  return normaliseDraft({
    from,
    key,
    otherKeys: others.map((one) => keyOf(one.source, one.id)),
    headline: line.headline ?? null,
    body,
    status: wasNeverPublished ? 'draft' : statuses[status],
    slug: line.slug ?? null,
    ...(Object.fromEntries(textNames.map((name) => [name, line[name]])) as Record<TextName, string | null>),
    dateline: line.dateline ?? authors.place,
    type: line.type ?? null,
    lang: line.lang ?? null,
    section: sectionOf(line.section),
    tags: line.tags ?? [],
    people: namedPeople,
    sources: [
      ...(line.sources ?? []).map(({ name, url, relation }) => ({
        name,
        url: url ?? null,
        relation: relation ?? 'cited',
      })),
      ...authors.sources,
    ],
    relatedKeys: (line.related ?? []).flatMap((relatedArticle) => {
      const { source: from = null, ...reference } =
        typeof relatedArticle === 'string' ? { id: relatedArticle } : relatedArticle;
      const id = reference.id ?? reference.slug;
      return id ? [keyOf(from ?? source, id)] : [];
    }),
    leadImage: leadImageOf(line.leadImage),
    ...(line.assets ? { assets: assetsOf(line.assets) } : {}),
    ...(line.seo ? { seo: line.seo } : {}),
    commentsOpen: line.commentsOpen ?? (Array.isArray(line.comments) ? null : (line.comments?.open ?? null)),
    publishedAt: dateOf(line.publishedAt),
    firstPublishedAt: dateOf(line.firstPublishedAt),
    updatedAt: dateOf(line.updatedAt),
    comments: comments.flatMap((comment) => commentOf(comment, omissions)),
    corrections: (line.corrections ?? []).flatMap((correction) => correctionOf(correction, omissions)),
    omissions: [...omissions, ...authors.omissions],
  });
}

type Issue = { path: PropertyKey[]; message: string; code?: string; errors?: Issue[][] };

/** Returns the deepest issue of a value that may have several shapes, which is that of the best matching shape. */
function deepestIssue(
  issue: unknown,
  above: readonly PropertyKey[] = [],
): { path: readonly PropertyKey[]; why: string } {
  const { path = [], message = 'is invalid', errors } = (issue ?? {}) as Partial<Issue>;
  const here = [...above, ...path];
  const inner = (errors ?? []).flat().filter((one) => one.path.length > 0);
  return inner.length > 0 ? deepestIssue(inner[0], here) : { path: here, why: message };
}

function bodyOf({ body, bodyFormat }: NdjsonArticle, from: string): string | SkippedItem {
  if (!body) return '';
  if (bodyFormat === 'text') return paragraphs(body);
  if (bodyFormat !== 'markdown') return body;
  try {
    return markdownToHtml(body);
  } catch {
    return failItem(from, '/body', 'too-long', '/body must have at most 100,000 characters of Markdown.');
  }
}

function ownKey({ id, externalIds, headline, body, publishedAt }: NdjsonArticle, source: string): NaturalKey {
  if (id?.trim()) return keyOf(source, id);
  const [external] = (externalIds ?? []).filter((one) => one.source.trim() !== '' && one.id.trim() !== '');
  return external === undefined
    ? keyOf(source, idOfContent(headline, publishedAt, headline ? null : body))
    : keyOf(external.source, external.id);
}

function sectionOf(section: NdjsonArticle['section']): NonNullable<DraftInput['section']> {
  if (section == null) return [];
  // An id has no meaning outside of its newsroom.
  if (typeof section === 'string')
    return uuid.test(section) ? [] : section.split('/').map((slug) => ({ slug, name: null }));
  const { slug, name, path } = section;
  if (Array.isArray(path)) return path.map((level) => ({ slug: level.slug ?? null, name: level.name ?? null }));
  const above = (path ?? '').split('/').filter((step) => step !== '');
  const last = slug ?? above.at(-1) ?? null;
  if (last === null && !name) return [];
  return [...above.slice(0, -1).map((step) => ({ slug: step, name: null })), { slug: last, name: name ?? null }];
}

function personOf(
  { id, slug, person, name, relation, titleAsPrinted }: NonNullable<NdjsonArticle['people']>[number],
  source: string,
  omissions: Omission[],
): DraftPersonInput[] {
  const reference = id ?? person ?? slug;
  const slugOrPerson = slug ?? person;
  const printedName = name || (slugOrPerson && !uuid.test(slugOrPerson) ? slugToTitle(slugOrPerson) : null);
  if (!printedName) {
    omissions.push({ what: `person ${quote(reference ?? '')}`, reason: 'no-name' });
    return [];
  }
  return [
    {
      name: printedName,
      relation: relation ?? 'mentioned',
      titleAsPrinted: titleAsPrinted ?? null,
      key: reference ? keyOf(source, reference) : null,
      isFromDirectory: Boolean(reference),
      ...(name && slug && isSlug(slug) ? { slug } : {}),
    },
  ];
}

/**
 * Reads authors who have only a name like authors of other formats. People with an id or slug come from a directory, so
 * they are kept as they are.
 */
function readPeople(people: readonly DraftPersonInput[]): { people: DraftPersonInput[]; authors: Authors } {
  const isPrinted = ({ relation, key }: DraftPersonInput): boolean => relation === 'author' && key == null;
  const authors = authorsOf(
    people.filter(isPrinted).map(({ name, titleAsPrinted = null }) => ({ text: name, isName: true, titleAsPrinted })),
  );
  return { people: [...authors.people, ...people.filter((person) => !isPrinted(person))], authors };
}

function commentOf(
  comment: Exclude<NdjsonArticle['comments'], { open?: unknown } | null | undefined>[number],
  omissions: Omission[],
): DraftComment[] {
  const { id, parentId, inReplyToId, status, author, body, deletedAt } = comment;
  const createdAt = dateOf(comment.createdAt);
  const skipReason =
    deletedAt != null || status === 'deleted'
      ? 'deleted'
      : !body?.trim()
        ? 'no-text'
        : createdAt == null
          ? 'no-date'
          : null;
  if (skipReason !== null || createdAt == null || status === 'deleted') {
    omissions.push({ what: `comment ${quote(id)}`, reason: skipReason ?? 'deleted' });
    return [];
  }
  return [
    {
      key: id,
      parentKey: inReplyToId ?? parentId ?? null,
      authorName: truncate(oneLine(author?.name ?? ''), 100) || 'Anonymous',
      authorUrl: webAddress(author?.url),
      authorEmail: author?.email ?? null,
      body: body ?? '',
      status: status ?? 'pending',
      createdAt,
    },
  ];
}

const kinds: ReadonlySet<string> = new Set<DraftCorrection['kind']>([
  'correction',
  'clarification',
  'update',
  'retraction',
]);
const isKind = (kind: string): kind is DraftCorrection['kind'] => kinds.has(kind);

function correctionOf(
  { kind, note, at }: NonNullable<NdjsonArticle['corrections']>[number],
  omissions: Omission[],
): DraftCorrection[] {
  const issuedAt = dateOf(at);
  const text = truncate(clean(note ?? '').trim(), 5_000);
  if (kind && isKind(kind) && text !== '' && issuedAt !== null) return [{ kind, note: text, at: issuedAt }];
  omissions.push({ what: `correction ${quote(note ?? '')}`, reason: 'without-kind-note-or-time' });
  return [];
}
