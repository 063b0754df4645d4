import { hasAssetFigures } from '../../../lib/rich-text/index.js';
import { anyOf, Prisma, type Reader, type Transaction } from '../../../platform/db/index.js';
import type { ArticleContent } from '../content.js';

/** Finds assets by their ids. */
export const findAssets = ({ query }: Reader, ids: readonly string[]): Promise<{ id: string; kind: string }[]> =>
  query.selectFrom('assets').select(['id', 'kind']).where('id', '=', anyOf(ids)).execute();

/**
 * Records the assets in the body of a draft copy that was saved. Sends no statement if it had and has none. An asset that
 * was deleted meanwhile violates the foreign key.
 */
export async function replaceAssets(
  tx: Transaction,
  { id, body }: { id: string; body: string },
  content: Pick<ArticleContent, 'body'>,
): Promise<void> {
  if (body === content.body) return;
  if (hasAssetFigures(body)) await tx.query.deleteFrom('articleAssets').where('articleId', '=', id).execute();
  if (hasAssetFigures(content.body))
    await tx.change(Prisma.sql`
      INSERT INTO article_assets (article_id, asset_id)
      SELECT p.id, unnest(p.body_assets) FROM articles p WHERE p.id = ${id}::uuid`);
}
