import { v7 as uuid } from 'uuid';
import { type Actor, authorIdOf, requireScope } from '../../../platform/auth/index.js';
import type { Transaction } from '../../../platform/db/index.js';
import type { Page } from '../../../platform/paging/index.js';
import { problems } from '../../../platform/problems/index.js';
import { type ArticleDependencies, toEventPayload } from '../drafts/dependencies.js';
import type { ArticleRow } from '../store.js';
import type { ArticleNote, ArticleNoteListQuery } from './notes.schemas.js';
import { noteReader, noteStore } from './notes.store.js';
import { reviewEvents } from './review.events.js';
import { shownStatusOf } from './state.rules.js';

/** Creates the operations on internal notes. The list also contains the steps of the review. */
export function createNoteOperations({ database, events, store, clock, lockArticle }: ArticleDependencies) {
  const reader = noteReader(database);

  async function list(ref: string, query: ArticleNoteListQuery): Promise<Page<ArticleNote>> {
    const page = await reader.list(ref, query);
    if (page.data.length === 0 && (await store.find(database, ref)) === undefined)
      throw problems.notFound('There is no such article.');
    return page;
  }

  function create(actor: Actor, ref: string, { text }: { text: string }): Promise<ArticleNote> {
    return database.transaction(actor, async (tx) => {
      const row = await lockArticle(tx, actor, ref, 'note', undefined);
      const { id: articleId, revision } = row;
      const note = { id: uuid(), kind: 'note', text, revision } as const;
      const createdAt = clock();
      await noteStore.create(tx, { ...note, articleId, author: actor.name, authorId: authorIdOf(actor), createdAt });
      await appendEvent(tx, reviewEvents.noted, row, note.id, actor);
      return { ...note, by: actor.name, userId: actor.userId, at: createdAt.toISOString() };
    });
  }

  /**
   * Deletes a note. The step of a review stays in the history, without its text.
   *
   * @throws forbidden for a note of somebody else without the scope content:publish
   */
  function remove(actor: Actor, ref: string, id: string): Promise<void> {
    return database.transaction(actor, async (tx) => {
      const row = await lockArticle(tx, actor, ref, 'note', undefined);
      const note = await noteStore.find(tx, row.id, id);
      if (note === undefined) throw problems.notFound('There is no such note on this article.');
      if (note.authorId === null || note.authorId !== authorIdOf(actor)) requireScope(actor, 'content:publish');
      if (note.text === null) return;
      await (note.kind === 'note' ? noteStore.remove(tx, id) : noteStore.removeText(tx, id));
      await appendEvent(tx, reviewEvents.noteDeleted, row, id, actor);
    });
  }

  const appendEvent = (
    tx: Transaction,
    event: typeof reviewEvents.noted | typeof reviewEvents.noteDeleted,
    row: ArticleRow,
    noteId: string,
    actor: Actor,
  ) => {
    const payload = {
      ...toEventPayload({ ...row, status: shownStatusOf(row) }),
      assigneeId: row.assigneeId,
      noteId,
    };
    return events.append(tx, event, { subjectId: row.id, payload, actor });
  };

  return { list, create, remove };
}
