import { type Session, selection } from '../../platform/db/index.js';
import { deskColumns } from './columns.store.js';
import type { DeskAsset } from './schemas.js';

/** Finds the asset whose file has a checksum. */
export const findAssetByChecksum = ({ query }: Session, checksum: string): Promise<DeskAsset | undefined> =>
  query
    .selectFrom('assets as p')
    .select(selection(deskColumns))
    .where('p.checksum', '=', checksum)
    .$castTo<DeskAsset>()
    .executeTakeFirst();
