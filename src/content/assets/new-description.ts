import type { Actor } from '../../platform/auth/index.js';
import type { Transaction } from '../../platform/db/index.js';
import { type EmbeddedMetadata, embeddedMaxTags } from './embedded-metadata.rules.js';
import { noMetadata } from './metadata.js';
import { findPeopleByName } from './people.store.js';
import { resolvePeople } from './referenced-people.js';
import type { AssetInput } from './schemas.js';
import type { AssetPeople } from './store.js';
import type { AssetDescription } from './upload.schemas.js';

/** What a request says about a new file. `defaults` apply where neither the request nor the file says anything. */
export type GivenDescription = {
  requestFields: AssetDescription;
  defaults?: AssetDescription;
  /** Set for an asset that comes from another newsroom. */
  history?: { createdAt: Date; isPublic: boolean };
};

type NewDescription = { input: AssetInput; people: AssetPeople; names: string[] };

/**
 * Returns the description of a new asset: for each field what the request gives, or else what the metadata of the file
 * says, or else a default. Of the people in the metadata, those of the directory are linked who alone have the name. The
 * names of other people who are pictured become tags, unless the request gives tags.
 *
 * @throws unknown-reference
 */
export async function describeNewAsset(
  tx: Transaction,
  actor: Actor,
  { requestFields, defaults = {} }: GivenDescription,
  { creatorNames, picturedNames, ...description }: EmbeddedMetadata = noMetadata,
): Promise<NewDescription> {
  const namedCreators = requestFields.creator === undefined ? creatorNames : [];
  const namedPeople = requestFields.people === undefined ? picturedNames : [];
  const view = actor.isLimitedToOwn ? 'public' : 'desk';
  const idsByName = await findPeopleByName(tx, [...namedCreators, ...namedPeople], view);
  const referencedPeople = await resolvePeople(tx, requestFields);
  const [creatorName] = namedCreators;
  const creatorId = namedCreators.length === 1 ? idsByName.get(creatorName ?? '') : undefined;
  const unknownNames = namedPeople.filter((name) => !idsByName.has(name));
  const tags = [...(description.tags ?? []), ...unknownNames].slice(0, embeddedMaxTags);
  const foundNames = namedPeople
    .concat(creatorId === undefined ? [] : namedCreators)
    .filter((name) => idsByName.has(name));
  return {
    input: { ...defaults, ...description, tags, ...requestFields },
    people: {
      creatorId: creatorId ?? referencedPeople.people.creatorId,
      picturedIds: [
        ...referencedPeople.people.picturedIds,
        ...new Set(namedPeople.flatMap((name) => idsByName.get(name) ?? [])),
      ],
    },
    names: [...referencedPeople.names, ...foundNames],
  };
}
