import type { ArrivingComment, CommentService } from '../../content/comments/index.js';
import type { Actor } from '../../platform/auth/index.js';
import type { Draft } from './draft.js';

/** Comments that are taken in at once. */
const commentsAtOnce = 500;

type Needs = { comments: CommentService; actor: Actor; keepAddresses: boolean };

/** Takes in the comments of stories: each once, however often they are brought. */
export function commentTaking({ comments, actor, keepAddresses }: Needs) {
  const counts = { created: 0, known: 0 };

  async function take(draft: Draft, articleId: string): Promise<void> {
    const records = draft.comments.map(
      ({ key, parentKey, ...comment }): ArrivingComment => ({
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
    for (let at = 0; at < records.length; at += commentsAtOnce) {
      const some = records.slice(at, at + commentsAtOnce);
      let outcomes = await comments.importRecords(actor, some, { keepAddresses });
      const lost = some.filter((_, index) => outcomes[index] === 'no-parent');
      if (lost.length > 0) {
        const tops = lost.map((record) => ({ ...record, parentSourceId: null }));
        outcomes = [
          ...outcomes.filter((outcome) => outcome !== 'no-parent'),
          ...(await comments.importRecords(actor, tops, { keepAddresses })),
        ];
      }
      counts.created += outcomes.filter((outcome) => outcome === 'created').length;
      counts.known += outcomes.filter((outcome) => outcome === 'known').length;
    }
  }

  return { take, counts };
}
