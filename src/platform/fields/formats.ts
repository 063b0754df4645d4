import { z } from 'zod';
import { cleanName, isVisible } from '../../lib/clean-name.js';
import { isPartialDate } from '../../lib/partial-date.js';
import { toUri } from '../../lib/web-address.js';
import { isWellFormed } from '../../lib/well-formed.js';

/** A trimmed text of `min` to `max` UTF-16 units: well-formed Unicode without NUL and other control characters. */
export function text(max: number, min = 1) {
  return z
    .string()
    .max(max, `must have at most ${max} characters`)
    .refine(isWellFormed, 'must not contain a NUL, another control character or half a surrogate pair')
    .trim()
    .min(min, min === 1 ? 'must not be empty' : `must have at least ${min} characters`);
}

/**
 * A name, a headline or another text of one line that identifies something, of 1 to `max` UTF-16 units. Line breaks
 * become spaces, and controls of the text direction are removed (`cleanName`). A text without a visible character is
 * refused.
 */
export function nameText(max: number) {
  return (
    z
      .string()
      .max(max, `must have at most ${max} characters`)
      .refine(isWellFormed, 'must not contain a NUL, another control character or half a surrogate pair')
      .overwrite(cleanName)
      .min(1, 'must not be empty')
      // An empty name is refused once.
      .refine((value) => value === '' || isVisible(value), 'must contain a visible character')
  );
}

/** A text of one line that may be empty, of at most `max` UTF-16 units. It is cleaned like a name. */
export const lineText = (max: number) => text(max, 0).overwrite(cleanName);

/** An id or a slug. The lookup decides which of them it is. */
export const reference = () =>
  z
    .string()
    .min(1)
    .max(120, 'must be an id or a slug of at most 120 characters')
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/i, 'must be an id or a slug, with letters, digits and single hyphens')
    .transform((ref) => ref.toLowerCase())
    .meta({ examples: ['europe'] });

/** A UUID in lower case. */
export const id = () =>
  z
    .uuid('must be a UUID')
    .transform((value) => value.toLowerCase())
    .meta({ examples: ['0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11'] });

const earliestInstant = Date.UTC(1, 0, 1);

/**
 * An RFC 3339 date and time with an offset, parsed to a `Date`. The years are limited to 1 to 9999, because the
 * PostgreSQL driver cannot read later ones.
 */
export const dateTime = () =>
  z.iso
    .datetime({ offset: true, error: 'must be an RFC 3339 date and time with an offset, such as 2017-07-07T12:00:00Z' })
    .refine((value) => !Number.isNaN(Date.parse(value)), 'must be a real date and time')
    .transform((value) => new Date(value))
    .refine(
      (date) => date.getTime() >= earliestInstant && date.getUTCFullYear() <= 9999,
      'must be between the years 1 and 9999',
    )
    .meta({ examples: ['2017-07-07T12:00:00Z'] });

/** A day of the calendar, YYYY-MM-DD. */
export const day = () =>
  z.iso
    .date({ error: 'must be a date such as 2017-07-07' })
    .refine((d) => !d.startsWith('0000'), 'must be between the years 1 and 9999')
    .meta({ examples: ['2017-07-07'] });

/** YYYY, YYYY-MM or YYYY-MM-DD. */
export const partialDate = () =>
  z
    .string()
    .max(10, 'must be YYYY, YYYY-MM or YYYY-MM-DD')
    .refine(isPartialDate, 'must be a real date in the form YYYY, YYYY-MM or YYYY-MM-DD');

const maxUrlLength = 2_000;

/**
 * An http or https URL of at most 2,000 characters. Characters that RFC 3986 does not allow, such as spaces and letters
 * with diacritics, are encoded.
 */
export const webUrl = () =>
  z
    .string()
    .max(maxUrlLength, 'must have at most 2000 characters')
    .refine(isWellFormed, 'must not contain a NUL, another control character or half a surrogate pair')
    .refine((value) => toUri(value) !== undefined, 'must be an http or https URL')
    // A URL cannot contain these characters (RFC 3986). They could close an HTML attribute in a front end.
    .refine(
      (value) => !/["<>]/.test(value),
      'must not contain quotes or angle brackets. Encode them, for example as %22 and %3C',
    )
    .transform((value) => toUri(value) ?? value)
    .refine((uri) => uri.length <= maxUrlLength, 'must have at most 2000 characters when encoded as RFC 3986 requires')
    .meta({ format: 'uri' });

/** An absolute URL in responses. */
export const uri = () => z.string().meta({ format: 'uri' });

/** A time in responses: RFC 3339 in UTC. */
export const instant = () => z.iso.datetime().meta({ format: 'date-time' });

/**
 * Names from a fixed list, separated by commas. Neither their order nor repetitions matter: the result has the order of
 * `names`. The document shows an array (style form, explode false).
 */
export function commaList<const Names extends readonly [string, ...string[]]>(names: Names) {
  const itemSchema = z.enum(names);
  return z
    .string()
    .max(2_000)
    .transform((value) => [...new Set(value.split(','))])
    .pipe(z.array(itemSchema, { error: `must be a comma-separated list of ${names.join(', ')}` }))
    .transform((values) => names.filter((name) => (values as string[]).includes(name)) as typeof values)
    .meta({ type: 'array', items: { type: 'string', enum: names }, examples: [names.slice(0, 2).join(',')] });
}

/** Up to 100 ids, separated by commas. */
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
