import { type Actor, requireReadableFields, requireScope } from '../../platform/auth/index.js';
import type { Session, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { applyPatch } from '../../platform/fields/index.js';
import { createDownloader } from '../../platform/outgoing/index.js';
import type { JsonItem, JsonPage } from '../../platform/paging/index.js';
import type { PlanSource } from '../../platform/plans/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import type { Storage } from '../../platform/storage/index.js';
import { findPerson, findPublicPerson, unknownPeople } from '../people/index.js';
import { changeVisibility, type View } from '../visibility/index.js';
import { availabilityQueue } from './availability.js';
import { availabilityStore } from './availability.store.js';
import { assetEventAppender } from './event-appender.js';
import { assetEvents } from './events.js';
import { createFileReader } from './files.js';
import { createImageImports } from './image-imports.js';
import { type AssetUses, assetListStore } from './lists.store.js';
import { createImageReader } from './picture.js';
import type { AssetListQuery } from './query.schemas.js';
import { resolvePeople } from './referenced-people.js';
import { createRenditions } from './renditions.js';
import { createResumableUploads } from './resumable/service.js';
import { asInput, assetNotFound, checkDeletable, focalPointOfOtherFile, searchTextsOf } from './rules.js';
import { AssetInput, type DeskAsset } from './schemas.js';
import { createSourceReader } from './source-files.js';
import { assetStore } from './store.js';
import { createTransfer } from './transfer.js';
import { createUploads } from './uploads.js';
import { toColumns } from './values.js';

type Dependencies = {
  database: Session;
  events: Events;
  storage: Storage;
  maxBytes: number;
  /** Whether files may be fetched from private addresses and with http. */
  allowPrivate: boolean;
  /** What the articles module tells about assets. */
  articles: AssetUses & { countUsing(tx: Transaction, assetId: string): Promise<number> };
};

/** The assets of the newsroom: their files, their descriptions and their rights. */
export function assetService({ database, events, storage, maxBytes, allowPrivate, articles }: Dependencies) {
  const store = assetStore(database);
  const lists = assetListStore(database, articles);
  const appendEvent = assetEventAppender(events);
  const readImage = createImageReader();
  const { upload, uploadFromSource, removeUnusedFile, incompleteFileCleanup } = createUploads({
    database,
    storage,
    readImage,
    appendEvent,
    sources: createSourceReader({ downloader: createDownloader({ allowPrivate }), allowPrivate, maxBytes }),
  });
  const images = createImageImports({
    ...{ database, maxBytes, upload },
    // Many pages that are imported are older than https.
    downloader: createDownloader({ allowPrivate, allowHttp: true }),
  });
  const { openOriginal, findMediaFile, openMedia } = createFileReader(
    database,
    storage,
    createRenditions(storage, readImage),
  );
  const importAsset = createTransfer({ database, storage, readImage, maxBytes, upload, change });
  const plans: PlanSource = {
    ...availabilityStore(database),
    queue: availabilityQueue({ database, appendEvent }),
  };

  /** @throws unknown-reference if the filter `person` names nobody. The empty list would hide the mistake. */
  async function list(query: AssetListQuery, view: View): Promise<JsonPage> {
    const page = await lists.list(query, view);
    if (page.items.length > 0 || query.person === undefined) return page;
    const find = view === 'public' ? findPublicPerson : findPerson;
    if ((await find(database, query.person)) === undefined)
      throw unknownPeople([{ ref: query.person, place: { parameter: 'person' } }]);
    return page;
  }

  /** @throws field-not-allowed if the filter `used` tells what is hidden from the actor; unknown-reference */
  function listForDesk(actor: Actor, query: AssetListQuery): Promise<JsonPage> {
    if (query.used !== undefined)
      requireReadableFields(actor, 'articles', ['leadImage', 'body'], 'The filter tells which assets articles show.');
    return list(query, 'desk');
  }

  async function get(id: string, fields: readonly string[] | undefined, view: View): Promise<JsonItem> {
    return requireRow(await store.read(id, fields, view));
  }

  const patch = (
    actor: Actor,
    id: string,
    changes: Record<string, unknown>,
    preconditions?: Preconditions,
  ): Promise<DeskAsset> =>
    change(actor, id, (before) => applyPatch(AssetInput, asInput(before), changes), preconditions);

  /** @param toInput returns the new description from the asset before the change */
  function change(
    actor: Actor,
    id: string,
    toInput: (before: DeskAsset) => AssetInput,
    preconditions?: Preconditions,
  ): Promise<DeskAsset> {
    return database.transaction(actor, async (tx) => {
      const before = requireRow(await store.lock(tx, id));
      checkPreconditions(preconditions, before.version);
      const input = toInput(before);
      if (input.focalPoint != null && before.kind !== 'image') throw focalPointOfOtherFile(before.kind);
      const visibility = changeVisibility(before.visibility, input.visibility);
      // What the public sees changes immediately.
      if (visibility === 'public') requireScope(actor, 'content:publish');
      const { people, names } = await resolvePeople(tx, input);
      await store.update(tx, id, { ...toColumns(input), visibility, ...searchTextsOf(input, names) });
      await store.writePeople(tx, id, people);
      const asset = await store.readDesk(tx, id);
      await appendEvent(tx, assetEvents.changed, asset, actor);
      return asset;
    });
  }

  /** @throws asset-in-use, forbidden, not-found, stale-version */
  async function remove(actor: Actor, id: string, preconditions?: Preconditions): Promise<void> {
    const checksum = await database.transaction(actor, async (tx) => {
      const asset = requireRow(await store.lock(tx, id));
      if (asset.visibility === 'public') requireScope(actor, 'content:publish');
      checkPreconditions(preconditions, asset.version);
      checkDeletable(await articles.countUsing(tx, id));
      await store.remove(tx, id);
      await appendEvent(tx, assetEvents.deleted, asset, actor);
      return asset.checksum;
    });
    await removeUnusedFile(actor, checksum);
  }

  return {
    maxBytes,
    list,
    listForDesk,
    get,
    upload,
    uploadFromSource,
    importAsset,
    /** The images that imported articles show. */
    images,
    patch,
    remove,
    openOriginal,
    findMediaFile,
    openMedia,
    removeUnusedFile,
    findUnusedAssets: lists.findUnused,
    /** The times at which readers begin or cease to see assets. */
    plans,
    incompleteFileCleanup,
    resumableUploads: createResumableUploads({ database, storage, maxBytes, upload }),
  };
}

export type { MediaFile, OpenedFile } from './files.js';

export type AssetService = ReturnType<typeof assetService>;

function requireRow<Row>(row: Row | undefined): Row {
  if (row === undefined) throw assetNotFound();
  return row;
}
