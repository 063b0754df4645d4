import { z } from 'zod';
import { isPartialDate } from '../../lib/partial-date.js';
import { isWellFormed } from '../../lib/well-formed.js';

/** Text from outside: well-formed Unicode without NUL and controls, trimmed, `min` to `max` UTF-16 units. */
export function text(max: number, min = 1) {
  return z
    .string()
    .max(max, `has at most ${max} characters`)
    .refine(isWellFormed, 'has a NUL, a control character or half a surrogate pair')
    .trim()
    .min(min, min === 1 ? 'is not empty' : `has at least ${min} characters`);
}

/** An id or a slug: which of them is decided where it is looked up. */
export const reference = () =>
  z
    .string()
    .min(1)
    .max(120, 'is an id or a slug, of at most 120 characters')
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/i, 'is an id or a slug: letters, digits and single hyphens')
    .transform((ref) => ref.toLowerCase())
    .meta({ examples: ['europe'] });

/** A UUID in lower case. */
export const id = () =>
  z
    .uuid('is a UUID')
    .transform((value) => value.toLowerCase())
    .meta({ examples: ['0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11'] });

const earliestInstant = Date.UTC(1, 0, 1);

/**
 * An RFC 3339 date-time with an offset, given to the code as a `Date`. The years are 1 to 9999: PostgreSQL stores more,
 * but its driver cannot read them back.
 */
export const dateTime = () =>
  z.iso
    .datetime({ offset: true, error: 'is an RFC 3339 date and time with an offset, such as 2017-07-07T12:00:00Z' })
    .refine((value) => !Number.isNaN(Date.parse(value)), 'is a real date and time')
    .transform((value) => new Date(value))
    .refine(
      (date) => date.getTime() >= earliestInstant && date.getUTCFullYear() <= 9999,
      'lies between the years 1 and 9999',
    )
    .meta({ examples: ['2017-07-07T12:00:00Z'] });

/** A day of the calendar, YYYY-MM-DD. */
export const day = () =>
  z.iso
    .date({ error: 'is a day such as 2017-07-07' })
    .refine((d) => !d.startsWith('0000'), 'lies between the years 1 and 9999')
    .meta({ examples: ['2017-07-07'] });

/** YYYY, YYYY-MM or YYYY-MM-DD. */
export const partialDate = () =>
  z
    .string()
    .max(10, 'is YYYY, YYYY-MM or YYYY-MM-DD')
    .refine(isPartialDate, 'is YYYY, YYYY-MM or YYYY-MM-DD, and a real date');

/** An http or https URL of at most 2,000 characters. */
export const webUrl = () =>
  z
    .string()
    .max(2_000, 'has at most 2000 characters')
    .refine(isWellFormed, 'has a NUL, a control character or half a surrogate pair')
    .refine((value) => URL.canParse(value) && /^https?:\/\//i.test(value), 'is an http or https URL')
    // No URL has them (RFC 3986), and they would end an attribute of whoever shows it.
    .refine((value) => !/["<>]/.test(value), 'has quotes or brackets: encode them, as %22, %3C');

/** A time as answers print it: RFC 3339 in UTC. Takes the `Date` of a row or the text that PostgreSQL made. */
export const instant = () => z.iso.datetime().meta({ format: 'date-time' });

/** Names from a fixed list, separated by commas. The document shows an array (style form, explode false). */
export function commaList<const Names extends readonly [string, ...string[]]>(names: Names) {
  const itemSchema = z.enum(names);
  return z
    .string()
    .max(2_000)
    .transform((value) => value.split(','))
    .pipe(z.array(itemSchema, { error: `takes some of: ${names.join(', ')}` }).max(names.length))
    .meta({ type: 'array', items: { type: 'string', enum: names }, examples: [names.slice(0, 2).join(',')] });
}

/** Ids separated by commas, 100 at most. */
export const idList = () =>
  z
    .string()
    .max(4_000)
    .transform((value) => value.split(','))
    .pipe(z.array(id()).max(100))
    .meta({
      type: 'array',
      items: { type: 'string', format: 'uuid' },
      maxItems: 100,
      examples: ['0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11,0197f3c0-7e19-7c0d-8a41-5be1d2c3f4a5'],
    });
