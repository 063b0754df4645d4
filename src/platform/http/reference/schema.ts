import { type ApiDocument, nameOfReference, resolve, type Schema } from './document.js';
import { type Html, html } from './html.js';
import { renderInline, renderMarkdown } from './markdown.js';
import { limitsOf, typeOf, variantsOf } from './schema-text.js';

/** The maximum depth of nested schemas that are shown. Deeper ones are links to their pages. */
const maxDepth = 5;

/** The number of nested references whose properties are shown. With 0, each component is only a link to its page. */
export type ReferenceDepth = 0 | 1 | 2;

type Position = { document: ApiDocument; depth: number; references: readonly string[]; maxReferences: ReferenceDepth };

/** Returns the schemas inside a schema: of the items of an array, of the values of a map, or of each variant. */
function innerSchemas(schema: Schema, position: Position): { label: string; schema: Schema; position: Position }[] {
  if (schema.$ref !== undefined) {
    const name = nameOfReference(schema.$ref);
    if (position.references.includes(name) || position.references.length >= position.maxReferences) return [];
    const references = [...position.references, name];
    return innerSchemas(resolve(position.document, schema as { $ref: string }), { ...position, references }).map(
      (inner) => ({ ...inner, label: inner.label || name }),
    );
  }
  const variants = variantsOf(schema);
  if (variants.length > 0) return variants.flatMap((variant) => innerSchemas(variant, position));
  if (schema.allOf !== undefined) return schema.allOf.flatMap((part) => innerSchemas(part, position));
  if (schema.items !== undefined) return innerSchemas(schema.items, position);
  if (schema.properties !== undefined) return [{ label: '', schema, position }];
  if (typeof schema.additionalProperties === 'object') return innerSchemas(schema.additionalProperties, position);
  return [];
}

/** Inlines an enum that has a name, so that its values are shown where it is used. */
function inlineEnum(document: ApiDocument, schema: Schema): Schema {
  if (schema.items !== undefined) return { ...schema, items: inlineEnum(document, schema.items) };
  if (schema.anyOf !== undefined) return { ...schema, anyOf: schema.anyOf.map((part) => inlineEnum(document, part)) };
  if (schema.$ref === undefined) return schema;
  const target = resolve<Schema>(document, schema as { $ref: string });
  return target.enum === undefined ? schema : { ...target, ...schema };
}

function renderProperty(name: string, schema: Schema, isRequired: boolean, position: Position): Html {
  const inner = position.depth < maxDepth ? innerSchemas(schema, { ...position, depth: position.depth + 1 }) : [];
  return html`<li>
<div class="term"><code class="name">${name}</code> <span class="type">${typeOf(schema)}</span>${isRequired && html` <span class="required">required</span>`}${schema.deprecated === true && html` <span class="deprecated">deprecated</span>`}</div>
${schema.description !== undefined && html`<div class="text">${renderInline(schema.description)}</div>`}${limitsOf(inlineEnum(position.document, schema))}${inner.map(
  ({ label, schema: innerSchema, position: innerPosition }) => html`
<details><summary>Properties of <code>${label || name}</code></summary>${renderProperties(innerSchema, innerPosition)}</details>`,
)}</li>`;
}

function renderProperties(schema: Schema, position: Position): Html {
  const requiredNames = new Set(schema.required);
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    renderProperty(name, property, requiredNames.has(name), position),
  );
  return html`<ul class="properties">${rows}</ul>`;
}

/** Renders a schema with its properties, including those of components, of the items of arrays, and of variants. */
export function renderSchema(document: ApiDocument, schema: Schema, maxReferences: ReferenceDepth): Html {
  const inner = innerSchemas(schema, { document, depth: 0, references: [], maxReferences });
  const isAlone = inner.length === 1;
  return html`<div class="schema"><p class="type">${typeOf(schema)}</p>${schema.$ref === undefined && schema.description !== undefined && html`<div class="text">${renderMarkdown(schema.description)}</div>`}${limitsOf(schema)}${inner.map(
    ({ label, schema: innerSchema, position }) =>
      isAlone
        ? renderProperties(innerSchema, position)
        : html`<details><summary>Properties of <code>${label || 'this form'}</code></summary>${renderProperties(innerSchema, position)}</details>`,
  )}</div>`;
}
