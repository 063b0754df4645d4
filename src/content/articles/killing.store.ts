import { Prisma, type Session, type Transaction } from '../../platform/db/index.js';
import { isId } from '../slugs/index.js';

/** What the newsstand keeps of stories that readers knew and that were killed. */
export function tombstones(database: Pick<Session, 'read'>) {
  return {
    /** Why the story was killed that had this id, or this slug, when it was public. */
    async find(ref: string): Promise<{ reason: string } | undefined> {
      const [row] = await database.run<{ reason: string }>(Prisma.sql`
        SELECT t.reason FROM publication_tombstones t WHERE t.article_id = ${
          isId(ref)
            ? Prisma.sql`${ref}::uuid`
            : Prisma.sql`(SELECT article_id FROM publication_slugs WHERE slug = ${ref})`
        }`);
      return row;
    },
  };
}

export const tombstone = {
  put: (tx: Transaction, articleId: string, reason: string) =>
    tx.publicationTombstone.upsert({
      where: { articleId },
      create: { articleId, reason },
      update: { reason },
    }),

  take: (tx: Transaction, articleId: string) => tx.publicationTombstone.deleteMany({ where: { articleId } }),
};
