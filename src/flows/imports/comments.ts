import type { CommentService, ImportedComment } from '../../content/comments/index.js';
import type { Actor } from '../../platform/auth/index.js';
import type { Draft } from './draft.js';

/** How many comments are written at once. */
const batchSize = 500;

type Dependencies = { comments: CommentService; actor: Actor; keepAddresses: boolean };

/** Creates an importer of the comments of articles. A repeated import creates no duplicates. */
export function createCommentImporter({ comments, actor, keepAddresses }: Dependencies) {
  const counts = { created: 0, known: 0 };

  async function importComments(draft: Draft, articleId: string): Promise<void> {
    const records = draft.comments.map(
      ({ key, parentKey, ...comment }): ImportedComment => ({
        ...comment,
        from: `${draft.from}, comment ${key}`,
        source: draft.key.source,
        sourceId: key,
        parentSourceId: parentKey,
        article: { ids: [articleId], externalIds: [], slugs: [] },
        editedAt: null,
        deletedAt: null,
      }),
    );
    for (let offset = 0; offset < records.length; offset += batchSize) {
      const batch = records.slice(offset, offset + batchSize);
      let outcomes = await comments.importRecords(actor, batch, { keepAddresses });
      const orphans = batch.filter((_, index) => outcomes[index] === 'no-parent');
      if (orphans.length > 0) {
        const topLevelRecords = orphans.map((record) => ({ ...record, parentSourceId: null }));
        outcomes = [
          ...outcomes.filter((outcome) => outcome !== 'no-parent'),
          ...(await comments.importRecords(actor, topLevelRecords, { keepAddresses })),
        ];
      }
      counts.created += outcomes.filter((outcome) => outcome === 'created').length;
      counts.known += outcomes.filter((outcome) => outcome === 'known').length;
    }
  }

  return { importComments, counts };
}
