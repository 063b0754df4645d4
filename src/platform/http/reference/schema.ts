import { type ApiDocument, nameOfReference, resolve, type Schema } from './document.js';
import { type Html, html } from './html.js';
import { renderInline, renderMarkdown } from './markdown.js';
import { limitsOf, typeOf, variantsOf } from './schema-text.js';

/** Schemas within schemas are shown up to this depth; below it, the links to their pages remain. */
const maxDepth = 5;

/** How many references are followed on the way to a property: with 0, a component is no more than a link to its page. */
export type ReferenceDepth = 0 | 1 | 2;

type Position = { document: ApiDocument; depth: number; references: readonly string[]; maxReferences: ReferenceDepth };

/** The schema with properties that a value has inside: of an array that of its items, of a map that of its values. */
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

function renderProperty(name: string, schema: Schema, isRequired: boolean, position: Position): Html {
  const inner = position.depth < maxDepth ? innerSchemas(schema, { ...position, depth: position.depth + 1 }) : [];
  return html`<li>
<div class="term"><code class="name">${name}</code> <span class="type">${typeOf(schema)}</span>${isRequired && html` <span class="required">required</span>`}${schema.deprecated === true && html` <span class="deprecated">deprecated</span>`}</div>
${schema.description !== undefined && html`<div class="text">${renderInline(schema.description)}</div>`}${limitsOf(schema)}${inner.map(
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

/** A schema with its properties: those of a component that it refers to, of the items of an array, of each variant. */
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
