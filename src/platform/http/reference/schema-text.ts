import { nameOfReference, type Schema } from './document.js';
import { type Html, html } from './html.js';

export const schemaUrl = (name: string): string => `/docs/schemas/${encodeURIComponent(name)}`;

/** Returns the alternatives of a schema without null. */
export const variantsOf = (schema: Schema): readonly Schema[] =>
  (schema.anyOf ?? schema.oneOf ?? []).filter(({ type }) => type !== 'null');

const joinWords = (parts: readonly Html[], word: string): Html =>
  html`${parts.map((part, index) => (index === 0 ? part : html` ${word} ${part}`))}`;

const isNullable = (schema: Schema): boolean =>
  (Array.isArray(schema.type) && schema.type.includes('null')) ||
  (schema.anyOf ?? schema.oneOf ?? []).some(({ type }) => type === 'null');

function plainTypeOf(schema: Schema): Html {
  if (schema.$ref !== undefined) {
    const name = nameOfReference(schema.$ref);
    return html`<a href="${schemaUrl(name)}">${name}</a>`;
  }
  const variants = variantsOf(schema);
  if (variants.length > 0) return joinWords(variants.map(plainTypeOf), 'or');
  if (schema.allOf !== undefined) return joinWords(schema.allOf.map(plainTypeOf), 'and');
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  if (types.includes('array'))
    return schema.items === undefined ? html`array` : html`array of ${plainTypeOf(schema.items)}`;
  if (types.includes('object') && typeof schema.additionalProperties === 'object' && schema.properties === undefined)
    return html`map of ${plainTypeOf(schema.additionalProperties)}`;
  if (types.length === 0) return html`${schema.const === undefined && schema.enum === undefined ? 'any' : 'string'}`;
  return html`${types.join(' or ')}${schema.format !== undefined && html` <span class="format">(${schema.format})</span>`}`;
}

/** Renders the type of a value in words, with a link if the type has a page. */
export const typeOf = (schema: Schema): Html => html`${plainTypeOf(schema)}${isNullable(schema) && ' or null'}`;

/** Returns the schema that contains the limits of a value. For a nullable value, this is the alternative to null. */
function withLimits(schema: Schema): Schema {
  const variants = variantsOf(schema);
  return variants.length === 1 && variants[0] !== undefined ? { ...variants[0], ...schema } : schema;
}

function rangeOf(min: number | undefined, max: number | undefined, unit: string): string | undefined {
  const low = min === undefined || min <= Number.MIN_SAFE_INTEGER ? undefined : min.toLocaleString('en');
  const high = max === undefined || max >= Number.MAX_SAFE_INTEGER ? undefined : max.toLocaleString('en');
  if (low === undefined && high === undefined) return undefined;
  if (low === undefined) return `at most ${high}${unit}`;
  if (high === undefined) return low === '0' && unit !== '' ? undefined : `at least ${low}${unit}`;
  if (low === high) return `exactly ${low}${unit}`;
  return low === '0' && unit !== '' ? `at most ${high}${unit}` : `${low} to ${high}${unit}`;
}

const toCode = (value: unknown): Html =>
  html`<code>${typeof value === 'string' ? value || '""' : JSON.stringify(value)}</code>`;

const joinCodes = (values: readonly unknown[]): Html =>
  html`${values.map((value, index) => (index === 0 ? toCode(value) : html` ${toCode(value)}`))}`;

/** Renders the allowed values, the limits and the default of a schema, one per line. */
export function limitsOf(schema: Schema, { example }: { example?: unknown } = {}): Html {
  const limits = withLimits(schema);
  const values = limits.enum ?? limits.items?.enum;
  const ranges = [
    rangeOf(limits.minLength, limits.maxLength, ' characters'),
    rangeOf(limits.minimum, limits.maximum, ''),
    rangeOf(limits.minItems, limits.maxItems, ' items'),
    rangeOf(limits.minProperties, limits.maxProperties, ' properties'),
  ].filter((range) => range !== undefined);
  const sample = example ?? (typeof limits.examples?.[0] === 'object' ? undefined : limits.examples?.[0]);
  const rows = [
    limits.const !== undefined && html`Always ${toCode(limits.const)}`,
    limits.default !== undefined && html`Default: ${toCode(limits.default)}`,
    values !== undefined && html`${limits.enum === undefined ? 'Items' : 'Values'}: ${joinCodes(values)}`,
    ranges.length > 0 && html`Limits: ${ranges.join(', ')}`,
    // The name of a format is easier to read than its pattern.
    limits.pattern !== undefined && limits.format === undefined && html`Pattern: ${toCode(limits.pattern)}`,
    sample !== undefined && values === undefined && html`Example: ${toCode(sample)}`,
  ].filter((row) => row !== false);
  return html`${rows.length > 0 && html`<ul class="limits">${rows.map((row) => html`<li>${row}</li>`)}</ul>`}`;
}
