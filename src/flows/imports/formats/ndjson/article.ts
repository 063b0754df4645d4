import { type TextName, textNames } from '../../../../content/articles/index.js';
import { markdownToHtml } from '../../../../lib/rich-text/index.js';
import { isSlug } from '../../../../lib/slug.js';
import type { DraftComment, DraftCorrection, NaturalKey, Read } from '../../draft.js';
import { timeOf } from '../../fitting/dates.js';
import { type Dropped, draftOf, type Found, isType, type Skipped, skipped } from '../../fitting/draft.js';
import { pointerTo, quoted } from '../../fitting/fields.js';
import { idOfContent, keyOf } from '../../fitting/keys.js';
import type { FoundPerson } from '../../fitting/lists.js';
import { clean, cut, oneLine, paragraphs, titleOf } from '../../fitting/text.js';
import { derived, NdjsonArticle } from './article.schema.js';

const fields: ReadonlySet<string> = new Set(Object.keys(NdjsonArticle.shape));
const dateOf = (text: string | null | undefined): Date | null => (text == null ? null : timeOf(text));
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** What becomes of a story in each state: nothing is published here by a plan that was made elsewhere. */
const statuses = {
  draft: 'draft',
  scheduled: 'draft',
  published: 'published',
  unpublished: 'unpublished',
  killed: 'trashed',
  trashed: 'trashed',
} as const;

/** The story of a line that has been parsed. `source` stands for the newsroom that the ids are of. */
export function readArticle(value: unknown, from: string, source: string): Read {
  const checked = NdjsonArticle.safeParse(value);
  if (!checked.success) {
    const { path, why } = deepest(checked.error.issues[0]);
    const pointer = pointerTo(path);
    return skipped(from, pointer, 'wrong-type', `${pointer === '' ? 'The line' : pointer} is expected to be ${why}.`);
  }
  const line = checked.data;
  const dropped: Dropped[] = [];
  for (const field in line)
    if (!fields.has(field) && !derived.has(field))
      dropped.push({ what: `field ${quoted(field)}`, reason: 'unknown-field' });
  const body = bodyOf(line, from);
  if (typeof body !== 'string') return body;
  const key = ownKey(line, source);
  const others = (line.externalIds ?? []).filter((one) => one.source !== key.source || one.id !== key.id);
  const status = line.status ?? (line.publishedAt == null ? 'draft' : 'published');
  const wasNever = status === 'unpublished' && line.publishedAt == null && line.firstPublishedAt == null;
  if (wasNever || status === 'scheduled') dropped.push({ what: `status ${status}`, reason: 'becomes-a-draft' });
  if (line.type && !isType(line.type)) dropped.push({ what: `type ${quoted(line.type)}`, reason: 'unknown-type' });
  const people =
    line.people ?? line.authors?.map((author) => ({ ...author, relation: author.relation ?? ('author' as const) }));
  const comments = Array.isArray(line.comments) ? line.comments : [];
  return draftOf({
    from,
    key,
    otherKeys: others.map((one) => keyOf(one.source, one.id)),
    headline: line.headline ?? null,
    body,
    status: wasNever ? 'draft' : statuses[status],
    slug: line.slug ?? null,
    ...(Object.fromEntries(textNames.map((name) => [name, line[name]])) as Record<TextName, string | null>),
    type: line.type ?? null,
    lang: line.lang ?? null,
    section: sectionOf(line.section),
    tags: line.tags ?? [],
    people: (people ?? []).flatMap((person) => personOf(person, source, dropped)),
    sources: (line.sources ?? []).map(({ name, url, relation }) => ({
      name,
      url: url ?? null,
      relation: relation ?? 'cited',
    })),
    related: (line.related ?? []).flatMap((story) => {
      const { source: from = null, ...named } = typeof story === 'string' ? { id: story } : story;
      const id = named.id ?? named.slug;
      return id ? [keyOf(from ?? source, id)] : [];
    }),
    leadImage: line.leadImage ?? null,
    ...(line.seo ? { seo: line.seo } : {}),
    commentsOpen: line.commentsOpen ?? (Array.isArray(line.comments) ? null : (line.comments?.open ?? null)),
    publishedAt: dateOf(line.publishedAt),
    firstPublishedAt: dateOf(line.firstPublishedAt),
    updatedAt: dateOf(line.updatedAt),
    comments: comments.flatMap((comment) => commentOf(comment, dropped)),
    corrections: (line.corrections ?? []).flatMap((correction) => correctionOf(correction, dropped)),
    dropped,
  });
}

type Issue = { path: PropertyKey[]; message: string; code?: string; errors?: Issue[][] };

/** The issue that says most of a value that may have several shapes: that of the shape which it nearly has. */
function deepest(issue: unknown, above: readonly PropertyKey[] = []): { path: readonly PropertyKey[]; why: string } {
  const { path = [], message = 'something else', errors } = (issue ?? {}) as Partial<Issue>;
  const here = [...above, ...path];
  const inner = (errors ?? []).flat().filter((one) => one.path.length > 0);
  return inner.length > 0 ? deepest(inner[0], here) : { path: here, why: message };
}

function bodyOf({ body, bodyFormat }: NdjsonArticle, from: string): string | Skipped {
  if (!body) return '';
  if (bodyFormat === 'text') return paragraphs(body);
  if (bodyFormat !== 'markdown') return body;
  try {
    return markdownToHtml(body);
  } catch {
    return skipped(from, '/body', 'too-long', '/body is expected to be Markdown of at most 100,000 characters.');
  }
}

function ownKey({ id, externalIds, headline, body, publishedAt }: NdjsonArticle, source: string): NaturalKey {
  if (id?.trim()) return keyOf(source, id);
  const [external] = (externalIds ?? []).filter((one) => one.source.trim() !== '' && one.id.trim() !== '');
  return external === undefined
    ? keyOf(source, idOfContent(headline, publishedAt, headline ? null : body))
    : keyOf(external.source, external.id);
}

function sectionOf(section: NdjsonArticle['section']): NonNullable<Found['section']> {
  if (section == null) return [];
  // An id says nothing outside of the newsroom that it is from.
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
  dropped: Dropped[],
): FoundPerson[] {
  const reference = id ?? person ?? slug;
  const known = slug ?? person;
  const printed = name || (known && !uuid.test(known) ? titleOf(known) : null);
  if (!printed) {
    dropped.push({ what: `person ${quoted(reference ?? '')}`, reason: 'no-name' });
    return [];
  }
  return [
    {
      name: printed,
      relation: relation ?? 'mentioned',
      titleAsPrinted: titleAsPrinted ?? null,
      key: reference ? keyOf(source, reference) : null,
      ...(name && slug && isSlug(slug) ? { slug } : {}),
    },
  ];
}

function commentOf(
  comment: Exclude<NdjsonArticle['comments'], { open?: unknown } | null | undefined>[number],
  dropped: Dropped[],
): DraftComment[] {
  const { id, parentId, inReplyToId, status, author, body, deletedAt } = comment;
  const createdAt = dateOf(comment.createdAt);
  const lost =
    deletedAt != null || status === 'deleted'
      ? 'deleted'
      : !body?.trim()
        ? 'no-text'
        : createdAt == null
          ? 'no-date'
          : null;
  if (lost !== null || createdAt == null || status === 'deleted') {
    dropped.push({ what: `comment ${quoted(id)}`, reason: lost ?? 'deleted' });
    return [];
  }
  return [
    {
      key: id,
      parentKey: inReplyToId ?? parentId ?? null,
      authorName: cut(oneLine(author?.name ?? ''), 100) || 'Anonymous',
      authorUrl: author?.url ?? null,
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
  dropped: Dropped[],
): DraftCorrection[] {
  const told = dateOf(at);
  const text = cut(clean(note ?? '').trim(), 5_000);
  if (kind && isKind(kind) && text !== '' && told !== null) return [{ kind, note: text, at: told }];
  dropped.push({ what: `correction ${quoted(note ?? '')}`, reason: 'without-kind-note-or-time' });
  return [];
}
