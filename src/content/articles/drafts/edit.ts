import {
  type Actor,
  authorIdOf,
  requireAllowedFields,
  requireFieldAccess,
  withBarredFields,
} from '../../../platform/auth/index.js';
import type { Transaction } from '../../../platform/db/index.js';
import { applyPatch } from '../../../platform/fields/index.js';
import type { Preconditions } from '../../../platform/preconditions/index.js';
import { problems } from '../../../platform/problems/index.js';
import { requireSectionAccess } from '../../section-limits/index.js';
import { claimSlug } from '../../slugs/index.js';
import { type ArticleContent, contentOf } from '../content.js';
import { articleEvents } from '../events.js';
import { publicationStore as publications } from '../publishing/publications.store.js';
import { slugSourceOf } from '../rules.js';
import { ArticleInput, type DeskArticle, type WrittenArticle } from '../schemas.js';
import { type ArticleRow, articleSlugs, type RevisionMetadata } from '../store.js';
import type { ArticleDependencies } from './dependencies.js';
import {
  changedFields,
  isUnchanged,
  prepareBody,
  resolveContent,
  rowToInput,
  toStoredBody,
  withDropped,
} from './draft-content.js';
import { rethrowExternalIdConflict } from './external-id-conflict.js';
import { limitReferences } from './own.store.js';
import { referencesOf, requireBodyAssets } from './references.js';
import { findReferences } from './references.store.js';

/** Creates the operations that change the content of a draft copy. Each change is saved as a new revision. */
export function createEditOperations({
  database,
  store,
  lockArticle,
  requireDeskArticle,
  recordEvent,
  inTransaction,
}: ArticleDependencies) {
  async function replace(
    actor: Actor,
    ref: string,
    input: ArticleInput,
    preconditions: Preconditions | undefined,
    within?: Transaction,
  ): Promise<WrittenArticle> {
    if (within === undefined) await prepareBody(input);
    return edit(actor, ref, (row) => withStoredFields(actor, input, row), preconditions, { within });
  }

  async function patch(
    actor: Actor,
    ref: string,
    changes: Record<string, unknown>,
    preconditions: Preconditions | undefined,
  ): Promise<WrittenArticle> {
    requireAllowedFields(actor, 'articles', changes);
    if ('bodyFormat' in changes && !('body' in changes)) {
      const detail = 'must be sent together with `body`, because it applies only to a new body.';
      throw problems.invalidRequest(`"/bodyFormat": ${detail}`, {
        errors: [{ pointer: '/bodyFormat', code: 'without-body', detail }],
      });
    }
    await prepareBody(changes);
    return edit(actor, ref, (row) => applyPatch(ArticleInput, rowToInput(row), changes), preconditions);
  }

  function edit(
    actor: Actor,
    ref: string,
    buildInput: (row: ArticleRow, tx: Transaction) => ArticleInput | Promise<ArticleInput>,
    preconditions: Preconditions | undefined,
    { restoredFrom, within }: { restoredFrom?: number; within?: Transaction | undefined } = {},
  ): Promise<WrittenArticle> {
    return inTransaction(actor, within, async (tx) => {
      const row = await lockArticle(tx, actor, ref, 'edit', preconditions);
      const input = await buildInput(row, tx);
      const slug = await updateSlug(tx, row, input);
      const foundReferences = await limitReferences(tx, actor, await findReferences(tx, referencesOf(input)), row);
      const body = await toStoredBody(input, row);
      await requireBodyAssets(tx, body);
      const content = resolveContent(slug, input, body, foundReferences);
      if (isUnchanged(row, content)) return withDropped(await requireDeskArticle(tx, row.id), body);
      await save(tx, row, content, actor, { note: input.revisionNote, restoredFrom });
      return withDropped(await recordEvent(tx, articleEvents.updated, row.id, actor), body);
    });
  }

  /** Writes the content of the publication back to the draft copy, as a new revision. */
  function discardChanges(actor: Actor, ref: string, preconditions?: Preconditions): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await lockArticle(tx, actor, ref, 'discard-changes', preconditions);
      if (row.publishedRevision === row.revision) return requireDeskArticle(tx, row.id);
      const publication = await publications.findWithPeople(tx, row.id);
      if (publication === undefined) throw new Error(`Article ${row.id} is published but has no publication.`);
      const content = contentOf({ ...row, ...publication, externalIds: row.externalIds } as ArticleRow);
      await save(tx, row, content, actor, { restoredFrom: row.publishedRevision });
      await releaseFormerSlug(tx, row, publication.slug);
      await store.setPublishedRevision(tx, row, row.revision + 1);
      await publications.setRevision(tx, row.id, row.revision + 1);
      return recordEvent(tx, articleEvents.updated, row.id, actor);
    });
  }

  async function save(
    tx: Transaction,
    row: ArticleRow,
    content: ArticleContent,
    actor: Actor,
    metadata: RevisionMetadata,
  ): Promise<void> {
    // The lock has checked the section before the change. This is the section after it.
    await requireSectionAccess(tx, actor, { sectionIds: [content.sectionId] });
    requireFieldAccess(actor, 'articles', () => changedFields(row, content));
    const now = new Date();
    await rethrowExternalIdConflict(store.update(tx, row, content, now));
    const revision = { id: row.id, number: row.revision + 1, content };
    await store.createRevision(tx, revision, {
      ...metadata,
      savedBy: actor.name,
      saverId: authorIdOf(actor),
      createdAt: now,
    });
  }

  /** Returns the slug after an edit. The article keeps a former slug that readers have used; any other is released. */
  async function updateSlug(tx: Transaction, row: ArticleRow, input: ArticleInput): Promise<string> {
    if (input.slug === undefined || input.slug === row.slug) return row.slug;
    const slug = await claimSlug(tx, articleSlugs, {
      id: row.id,
      ...slugSourceOf(input),
      requestedSlug: input.slug,
    });
    await releaseFormerSlug(tx, row, slug);
    return slug;
  }

  async function releaseFormerSlug(tx: Transaction, row: ArticleRow, currentSlug: string): Promise<void> {
    if (row.slug === currentSlug || (await store.isSlugKept(tx, row.id, row.slug))) return;
    await store.releaseSlug(tx, row.slug, row.id);
  }

  return { replace, patch, edit, discardChanges };
}

/** Adds the stored values of the fields that the actor may not change. A stored body is HTML, whatever was sent. */
function withStoredFields(actor: Actor, input: ArticleInput, row: ArticleRow): ArticleInput {
  const completeInput = withBarredFields(actor, 'articles', input, () => rowToInput(row));
  return completeInput.body === input.body ? completeInput : { ...completeInput, bodyFormat: 'html' };
}
