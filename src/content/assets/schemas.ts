import { z } from 'zod';
import { isCountryCode } from '../../lib/country-codes.js';
import { formatLanguageTag } from '../../lib/language-tag.js';
import {
  dateTime,
  instant,
  lineText,
  nameText,
  partialDate,
  patchSchemaOf,
  reference,
  text,
} from '../../platform/fields/index.js';
import { Visibility } from '../visibility/index.js';

export const KINDS = ['image', 'audio', 'video', 'document'] as const;

const kind = z.enum(KINDS).meta({ id: 'AssetKind', description: 'The kind of the file.' });

const languageTag = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;

/** A name of a file. A path before the name is removed, whatever system it is from. */
export const filename = nameText(255)
  .overwrite((name) => name.replace(/^.*[/\\]/s, ''))
  .refine((name) => /[^.]/.test(name), 'must contain a name')
  .meta({ description: 'The name of the file. A path before the name is removed.', examples: ['tram.jpg'] });

const alt = z
  .record(z.string().max(35).regex(languageTag, 'must be a language tag of BCP 47, such as en or pt-BR'), text(1_000))
  .refine((texts) => Object.keys(texts).length <= 50, 'must have at most 50 languages')
  .check(({ value: texts, issues }) => {
    const seenTags = new Set<string>();
    for (const tag of Object.keys(texts)) {
      if (seenTags.has(formatLanguageTag(tag)))
        issues.push({
          code: 'custom',
          path: [tag],
          input: texts,
          message: `is the language ${formatLanguageTag(tag)}, for which there is another text`,
        });
      seenTags.add(formatLanguageTag(tag));
    }
  })
  .overwrite((texts) =>
    Object.fromEntries(Object.entries(texts).map(([tag, content]) => [formatLanguageTag(tag), content])),
  )
  .meta({
    description:
      'The alternative texts for people who do not see the asset, by language tag. Tags that differ only in case are the same language.',
    examples: [{ en: 'A tram in front of the town hall' }],
  });

const fraction = (side: string) =>
  z
    .number()
    .min(0)
    .max(1)
    .meta({ description: `The distance from the ${side}.` });
export const focalPoint = z.strictObject({ x: fraction('left edge'), y: fraction('top edge') }).meta({
  id: 'FocalPoint',
  description:
    'The point of an image that crops keep visible, as fractions of the width and the height from the top left.',
  examples: [{ x: 0.5, y: 0.3 }],
});
const focalPointText = 'The point of an image that crops keep visible. Null means the centre. Other files have none.';

const territoryRule = 'must be a country code of ISO 3166-1 with two letters, such as DE, or GB for the United Kingdom';
const territory = z
  .string()
  .regex(/^[A-Za-z]{2}$/, territoryRule)
  .refine(isCountryCode, territoryRule)
  .overwrite((code) => code.toUpperCase());
const territories = z
  .array(territory)
  .max(250)
  .overwrite((codes) => [...new Set(codes)]);

const available = (name: string) =>
  dateTime()
    .transform((time) => time.toISOString())
    .nullable()
    .optional()
    .meta({ description: name });

type Rights = { availableFrom?: string | null | undefined; availableUntil?: string | null | undefined };

/** Whether the rights do not end before they begin. `rightsOrder` is the error of other rights. */
export const hasRightsInOrder = ({ availableFrom: from, availableUntil: until }: Rights): boolean =>
  from == null || until == null || from < until;
export const rightsOrder = { path: ['availableUntil'], error: 'must be later than availableFrom' };

export const AssetInput = z
  .strictObject({
    filename: filename.nullable().optional(),
    alt: alt.optional(),
    caption: text(5_000, 0).nullable().optional().meta({ description: 'The caption as plain text.' }),
    credit: lineText(500).nullable().optional().meta({ description: 'The credit line, such as "Ann Porter/Reuters".' }),
    creator: reference()
      .nullable()
      .optional()
      .meta({ description: 'The id or slug of the person who made the asset.' }),
    source: lineText(500).nullable().optional().meta({ description: 'Who supplied the asset, such as an agency.' }),
    licence: lineText(500).nullable().optional().meta({ description: 'The licence, such as "CC BY 4.0".' }),
    availableFrom: available('When the public may see the asset. Until then, it is withheld everywhere.'),
    availableUntil: available(
      'When the rights end. From then on, the asset is withheld everywhere. To withdraw an asset, send the current time.',
    ),
    territories: territories.optional().meta({
      description:
        'The countries in which the asset may be shown, as codes of ISO 3166-1. Empty means all countries. The server does not check where readers are.',
    }),
    takenAt: z
      .union([partialDate(), dateTime().transform((time) => time.toISOString())])
      .nullable()
      .optional()
      .meta({ description: 'When the picture was taken: a year, a month, a day, or a date and time.' }),
    place: lineText(500).nullable().optional().meta({ description: 'The place that the asset shows.' }),
    people: z.array(reference()).max(100).optional().meta({
      description: 'The ids or slugs of the people who are pictured, in their order from left to right.',
    }),
    tags: z.array(nameText(100)).max(50).optional().meta({ description: 'Keywords.' }),
    focalPoint: focalPoint.nullable().optional().meta({ description: focalPointText }),
    visibility: Visibility.optional().meta({
      description:
        '`public` makes the asset public immediately, which needs the scope `content:publish`. A public asset cannot become a draft again.',
    }),
  })
  .refine(hasRightsInOrder, rightsOrder)
  .meta({
    id: 'AssetWrite',
    description: 'The writable fields of an asset.',
    examples: [{ alt: { en: 'A tram in front of the town hall' }, caption: 'The first tram.', credit: 'Ann Porter' }],
  });

export const AssetPatch = patchSchemaOf(AssetInput, 'AssetPatch', {
  caption: 'The first tram leaves the depot.',
  focalPoint: { x: 0.5, y: 0.3 },
});

const Person = z.object({ id: z.uuid(), slug: z.string(), name: z.string() });

const shape = {
  id: z.uuid(),
  kind,
  mediaType: z.string().meta({ description: 'The media type of the file, which the server found out.' }),
  bytes: z.int().meta({ description: 'The size of the file in bytes.' }),
  width: z.int().nullable().meta({ description: 'The width of an image in pixels, as it is displayed.' }),
  height: z.int().nullable().meta({ description: 'The height of an image in pixels, as it is displayed.' }),
  alt: z.record(z.string(), z.string()).meta({ description: 'The alternative texts by language tag.' }),
  caption: z.string().nullable().meta({ description: 'The caption as plain text. Null if there is none.' }),
  credit: z.string().nullable().meta({ description: 'The credit line. Null if there is none.' }),
  creator: Person.nullable().meta({ description: 'The person who made the asset.' }),
  source: z.string().nullable().meta({ description: 'Who supplied the asset. Null if not known.' }),
  licence: z.string().nullable().meta({ description: 'The licence. Null if not known.' }),
  takenAt: z.string().nullable().meta({
    description: 'When the picture was taken: a year, a month, a day, or a date and time. Null if not known.',
  }),
  place: z.string().nullable().meta({ description: 'The place that the asset shows. Null if not known.' }),
  people: z.array(Person).meta({ description: 'The people who are pictured.' }),
  tags: z.array(z.string()).meta({ description: 'The keywords.' }),
  focalPoint: focalPoint.nullable().meta({ description: focalPointText }),
  thumbhash: z.string().nullable().meta({
    description: 'A ThumbHash of an image in base64: a blurred preview for the time until the image is loaded.',
  }),
  dominantColor: z.string().nullable().meta({ description: 'The dominant colour of an image, as #rrggbb.' }),
  availableFrom: instant().nullable().meta({ description: 'When the public may see the asset. Null means always.' }),
  availableUntil: instant().nullable().meta({ description: 'When the rights end. Null means never.' }),
  territories: z.array(z.string()).meta({
    description: 'The countries in which the asset may be shown. Empty means all countries.',
  }),
};
const times = {
  version: z.int().meta({ description: 'The version of the asset. Each change raises it.' }),
  createdAt: instant(),
  updatedAt: instant(),
};

const example = {
  id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4bb1',
  kind: 'image' as const,
  mediaType: 'image/jpeg',
  bytes: 2_481_033,
  width: 4000,
  height: 3000,
  alt: { en: 'A tram in front of the town hall' },
  caption: 'The first tram leaves the depot.',
  credit: 'Ann Porter',
  creator: null,
  source: null,
  licence: 'CC BY 4.0',
  takenAt: '2017-07-07',
  place: 'Alderhaven',
  people: [],
  tags: ['Trams'],
  focalPoint: { x: 0.5, y: 0.3 },
  thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
  dominantColor: '#385878',
  availableFrom: null,
  availableUntil: null,
  territories: [],
  version: 2,
  createdAt: '2017-07-07T12:00:00.000Z',
  updatedAt: '2017-07-07T12:05:00.000Z',
};

export const Asset = z
  .object({ ...shape, ...times })
  .meta({ id: 'Asset', description: 'A file with its description, as readers see it.', examples: [example] });

export const DeskAsset = z
  .object({
    ...shape,
    filename: z
      .string()
      .nullable()
      .meta({ description: 'The name of the file. Readers who download a public document see it.' }),
    checksum: z.string().meta({ description: 'The SHA-256 checksum of the file in hexadecimal digits.' }),
    visibility: Visibility,
    ...times,
  })
  .meta({
    id: 'DeskAsset',
    description: 'A file with its description, as editors see it.',
    examples: [
      {
        ...example,
        filename: 'tram.jpg',
        checksum: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        visibility: 'public' as const,
      },
    ],
  });

export type AssetInput = z.infer<typeof AssetInput>;
export type DeskAsset = z.infer<typeof DeskAsset>;
export type Kind = (typeof KINDS)[number];
