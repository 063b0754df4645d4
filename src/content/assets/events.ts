import { z } from 'zod';
import { defineEvent, publicAppearance, publicRemoval } from '../../platform/events/index.js';
import { instant } from '../../platform/fields/index.js';
import { TIMETABLE } from '../../platform/plans/index.js';
import { Visibility } from '../visibility/index.js';

const asset = z
  .object({
    id: z.uuid(),
    kind: z.string().meta({ description: 'The kind of the file, such as `image`.' }),
    mediaType: z.string().meta({ description: 'The media type of the file.' }),
    version: z.int().meta({ description: 'The version of the asset. It rises with each change.' }),
    visibility: Visibility,
    availableFrom: instant().nullable().meta({ description: 'When the public may see the asset. Null means always.' }),
    availableUntil: instant().nullable().meta({ description: 'When the rights end. Null means never.' }),
    isAvailable: z.boolean().meta({ description: 'Whether readers see the asset now.' }),
  })
  .meta({
    id: 'AssetEventData',
    description: 'The id, the kind and the rights of the asset, but not its texts.',
    examples: [
      {
        id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4bb1',
        kind: 'image',
        mediaType: 'image/jpeg',
        version: 2,
        visibility: 'public',
        availableFrom: null,
        availableUntil: null,
        isAvailable: true,
      },
    ],
  });

export type AssetPayload = z.infer<typeof asset>;

/** Responses that were cached before the times changed promise to stay fresh for too long. */
const invalidatedTags = ({ id, availableFrom, availableUntil }: AssetPayload) => [
  id,
  'assets',
  ...(availableFrom === null && availableUntil === null ? [] : [TIMETABLE]),
];

const publicNews = {
  payload: asset,
  stale: invalidatedTags,
  news: ({ id, isAvailable }: AssetPayload) =>
    isAvailable ? publicAppearance('asset', { id, slug: null }) : publicRemoval('asset', id),
  publicIf: 'readers see the asset or saw it before this event',
};

export const assetEvents = {
  created: defineEvent({
    type: 'asset.created',
    summary: 'An asset was uploaded',
    description: 'Sent when a file is uploaded that the newsroom does not have yet.',
    payload: asset,
    example: { version: 1, visibility: 'draft', isAvailable: false },
    stale: () => [],
  }),
  changed: defineEvent({
    type: 'asset.changed',
    summary: 'An asset was changed',
    description: 'Sent when the description, the rights or the visibility of an asset is changed.',
    ...publicNews,
  }),
  released: defineEvent({
    type: 'asset.released',
    summary: 'The public may see an asset from now on',
    description: 'Sent when the time `availableFrom` of a public asset comes.',
    ...publicNews,
    example: { availableFrom: '2017-07-07T12:00:00.000Z' },
  }),
  expired: defineEvent({
    type: 'asset.expired',
    summary: 'The rights of an asset have ended',
    description:
      'Sent when the time `availableUntil` of a public asset comes. From then on, the asset is withheld everywhere.',
    ...publicNews,
    example: { availableUntil: '2017-07-07T12:00:00.000Z', isAvailable: false },
  }),
  deleted: defineEvent({
    type: 'asset.deleted',
    summary: 'An asset was deleted',
    description: 'Sent when an asset and its file are deleted.',
    payload: asset,
    stale: invalidatedTags,
    example: { isAvailable: false },
    news: ({ id }: AssetPayload) => publicRemoval('asset', id),
    publicIf: 'readers saw the asset before this event',
  }),
};
