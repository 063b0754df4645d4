import { z } from 'zod';
import { day, showsFields, text } from '../../platform/fields/index.js';
import { catalogue, searchedFields } from './fields.js';

const example = catalogue.examplesOf(catalogue.namesAt('list'));
const { name } = example;

const REASONS = [
  'name',
  'alias',
  'short-name',
  'partial-name',
  'similar-name',
  'alias-of-another-time',
  'title-held',
  'title-of-another-time',
  'title-unknown',
  'nothing-known-by-then',
] as const;

export const ResolveInput = z
  .strictObject({
    names: showsFields(
      z
        .array(
          z.strictObject({
            name: text(200).meta({ description: 'The name as it is printed, in any script, up to 200 characters.' }),
            date: day().optional().meta({
              description:
                'The date of the text. It is compared with the dates of the names and offices of each person.',
            }),
            title: text(200).optional().meta({ description: 'The title printed with the name, up to 200 characters.' }),
          }),
        )
        .min(1)
        .max(100, 'has at most 100 entries')
        .meta({ description: 'The names to resolve, 1 to 100.' }),
      ...searchedFields,
      'people.roles',
    ),
    limit: z.int().min(1).max(20).optional().meta({
      description: 'The maximum number of candidates for each name. The default is 5.',
    }),
  })
  .meta({
    id: 'PeopleResolve',
    description: 'Printed names to resolve.',
    examples: [{ names: [{ name: 'Merkel', title: 'Chancellor', date: '2017-07-07' }] }],
  });

export const ResolveResult = z
  .object({
    results: z
      .array(
        z.object({
          name: z.string().meta({ description: 'The name as it was sent.' }),
          candidates: z
            .array(
              z.object({
                person: z
                  .object({
                    id: z.uuid(),
                    slug: z.string(),
                    name: z.string(),
                    disambiguation: catalogue.outputShape('list').disambiguation,
                    wikidataId: catalogue.outputShape('list').wikidataId,
                  })
                  .meta({ description: 'The person who may be meant.' }),
                score: z.number().min(0).max(1).meta({
                  description:
                    'How likely it is that this person is meant. 1 means certain; a value below 0.5 is a guess.',
                }),
                reasons: z.array(z.enum(REASONS)).meta({
                  description:
                    'The reasons for and against this person. Against: `alias-of-another-time`, `title-of-another-time`, `title-unknown` (the person is not known to have held this office) and `nothing-known-by-then` (all known offices of the person began later).',
                }),
              }),
            )
            .meta({
              description: 'The people who may be meant, most likely first. Empty if nobody has a similar name.',
            }),
        }),
      )
      .meta({ description: 'One result for each name, in the order of the request.' }),
  })
  .meta({
    id: 'PeopleResolved',
    description: 'The candidates for each name, in the order of the request.',
    examples: [
      {
        results: [
          {
            name: 'Merkel',
            candidates: [
              {
                person: {
                  id: example.id,
                  slug: example.slug,
                  name,
                  disambiguation: null,
                  wikidataId: 'Q567',
                },
                score: 0.85,
                reasons: ['short-name', 'title-held'],
              },
            ],
          },
        ],
      },
    ],
  });

export type Reason = (typeof REASONS)[number];
export type ResolveInput = z.infer<typeof ResolveInput>;
export type ResolveResult = z.infer<typeof ResolveResult>;
