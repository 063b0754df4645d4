import type { z } from 'zod';

const typeNames: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'an integer',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  date: 'a date',
  null: 'null',
};

const formatNames: Record<string, string> = {
  email: 'an e-mail address',
  url: 'a URL',
  uuid: 'a UUID',
  datetime: 'an RFC 3339 time, such as 2017-07-07T18:00:00Z',
  date: 'a day, such as 2017-07-07',
};

const units: Record<string, string> = { string: 'characters', array: 'entries', set: 'entries', object: 'fields' };

function describeLimit(origin: string, limit: number | bigint, isMaximum: boolean, isInclusive: boolean): string {
  const unit = units[origin];
  if (unit !== undefined && !isMaximum && Number(limit) === 1) return 'must not be empty';
  if (unit !== undefined) return `must have at ${isMaximum ? 'most' : 'least'} ${limit} ${unit}`;
  if (isInclusive) return `must be at ${isMaximum ? 'most' : 'least'} ${limit}`;
  return `must be ${isMaximum ? 'less' : 'greater'} than ${limit}`;
}

/**
 * Returns the message of a fault that a schema finds, as a predicate without a full stop: "must be a string". Schemas
 * may state a better one. Pass it as `error` wherever a person reads the messages; Zod's own are for developers.
 */
export function describeIssue(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case 'too_big':
      return describeLimit(issue.origin, issue.maximum, true, issue.inclusive !== false);
    case 'too_small':
      return describeLimit(issue.origin, issue.minimum, false, issue.inclusive !== false);
    case 'invalid_format':
      if (issue.format === 'regex') return `must match the pattern ${issue.pattern}`;
      return `must be ${formatNames[issue.format] ?? `a valid ${issue.format}`}`;
    case 'invalid_value':
      if (issue.input === undefined) return 'is required';
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return `must not contain ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return 'must have one of the documented forms';
    default:
      return 'is not valid';
  }
}
