import { isDeepStrictEqual } from 'node:util';
import { htmlToText, markdownToHtml, sanitizeHtml } from '../../lib/rich-text/index.js';
import type { Transaction } from '../../platform/db/index.js';
import { problems } from '../../platform/http/index.js';
import type { PersonService } from '../people/index.js';
import type { SectionService } from '../sections/index.js';
import { checkPeople } from './rules.js';
import type { ArticleInput } from './schemas.js';
import type { ArticleRow, DeskStore, Written } from './store.js';

type Needs = {
  store: DeskStore;
  sections: Pick<SectionService, 'mustFind'>;
  people: Pick<PersonService, 'mustFindAll'>;
};

/** Characters that the parser of Markdown takes. */
const maxMarkdown = 100_000;

/** HTML as it is stored: sanitised, whatever it was written in. */
function storedBody({ body = '', bodyFormat = 'html' }: ArticleInput, before: string | undefined): string {
  if (bodyFormat === 'html') return body === before ? body : sanitizeHtml(body);
  if (body.length <= maxMarkdown) return markdownToHtml(body);
  const detail = `has at most ${maxMarkdown} characters when it is Markdown.`;
  throw problems.invalidRequest(`"/body": ${detail}`, { errors: [{ pointer: '/body', code: 'too-big', detail }] });
}

/** Turns what was sent into what is stored: references become ids, the body becomes safe HTML. */
export function articleWriter({ store, sections, people }: Needs) {
  async function relatedIds(tx: Transaction, refs: readonly string[]): Promise<string[]> {
    const ids = await store.idsOf(tx, refs);
    const missing = refs.flatMap((ref, index) =>
      ids.has(ref)
        ? []
        : [{ pointer: `/related/${index}`, code: 'unknown-article', detail: `There is no article "${ref}".` }],
    );
    if (missing.length > 0) throw problems.unknownReference(missing[0]?.detail ?? '', { errors: missing });
    return [...new Set(refs.map((ref) => ids.get(ref) ?? ''))];
  }

  async function namedPeople(tx: Transaction, named: NonNullable<ArticleInput['people']>): Promise<Written['people']> {
    if (named.length === 0) return [];
    const found = await people.mustFindAll(
      tx,
      named.map(({ person }, index) => ({ ref: person, place: { pointer: `/people/${index}/person` } })),
    );
    const ids = named.map(({ person }) => found.get(person)?.id ?? '');
    checkPeople(named, ids);
    return named.map(({ relation, titleAsPrinted }, index) => ({
      personId: ids[index] ?? '',
      relation,
      titleAsPrinted: titleAsPrinted ?? null,
    }));
  }

  /** @throws unknown-reference naming each place that refers to nothing */
  return async function resolve(
    tx: Transaction,
    slug: string,
    input: ArticleInput,
    before?: ArticleRow,
  ): Promise<Written> {
    const section = input.section == null ? null : await sections.mustFind(tx, input.section, { pointer: '/section' });
    const body = storedBody(input, before?.body);
    return {
      slug,
      headline: input.headline,
      standfirst: input.standfirst || null,
      type: input.type ?? 'article',
      body,
      bodyText: body === before?.body ? before.bodyText : htmlToText(body),
      lang: input.lang ?? 'en',
      dateline: input.dateline || null,
      sectionId: section?.id ?? null,
      tags: [...new Set(input.tags ?? [])],
      sources: (input.sources ?? []).map(({ name, url, relation }) => ({
        name,
        url: url ?? null,
        relation: relation ?? 'cited',
      })),
      related: await relatedIds(tx, input.related ?? []),
      leadImage: input.leadImage == null ? null : { caption: null, credit: null, ...input.leadImage },
      seo: input.seo == null ? null : { title: null, description: null, canonicalUrl: null, ...input.seo },
      commentsOpen: input.commentsOpen ?? true,
      people: await namedPeople(tx, input.people ?? []),
      externalIds: (input.externalIds ?? []).map(({ source, id }) => ({ source, externalId: id })),
    };
  };
}

/** The stored working copy in the terms in which it is resolved: to compare, and to put into the archive. */
export function writtenOf(row: ArticleRow): Written {
  return {
    slug: row.slug,
    headline: row.headline,
    standfirst: row.standfirst,
    type: row.type,
    body: row.body,
    bodyText: row.bodyText,
    lang: row.lang,
    dateline: row.dateline,
    sectionId: row.sectionId,
    tags: row.tags,
    sources: row.sources as object[],
    related: row.related,
    leadImage: row.leadImage as object | null,
    seo: row.seo as object | null,
    commentsOpen: row.commentsOpen,
    people: row.people.map(({ personId, relation, titleAsPrinted }) => ({ personId, relation, titleAsPrinted })),
    externalIds: row.externalIds.map(({ source, externalId }) => ({ source, externalId })),
  };
}

/** The stored working copy as it would be sent, for a merge patch to change. */
export function asInput(row: ArticleRow): ArticleInput {
  const written = writtenOf(row);
  const { bodyText: _, sectionId, people, externalIds, ...same } = written;
  return {
    ...same,
    type: written.type as NonNullable<ArticleInput['type']>,
    section: sectionId,
    bodyFormat: 'html',
    sources: written.sources as NonNullable<ArticleInput['sources']>,
    leadImage: written.leadImage as ArticleInput['leadImage'],
    seo: written.seo as ArticleInput['seo'],
    people: people.map(({ personId, relation, titleAsPrinted }) => ({
      person: personId,
      relation: relation as NonNullable<ArticleInput['people']>[number]['relation'],
      titleAsPrinted,
    })),
    externalIds: externalIds.map(({ source, externalId }) => ({ source, id: externalId })),
  };
}

/** Whether a save would change nothing; the order in which external ids were sent does not count. */
export function isUnchanged(row: ArticleRow, next: Written): boolean {
  const sorted = (written: Written) => ({
    ...written,
    externalIds: [...written.externalIds].sort(
      (a, b) => a.source.localeCompare(b.source) || a.externalId.localeCompare(b.externalId),
    ),
  });
  return isDeepStrictEqual(sorted(writtenOf(row)), sorted(next));
}
