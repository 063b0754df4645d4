import type { ApiDocument, ApiOperation, Body, Parameter } from './document.js';
import type { ExampleMaker } from './examples.js';
import { type Html, html } from './html.js';
import { renderInline, renderMarkdown } from './markdown.js';
import { createRequestExample } from './request-example.js';
import { renderContent, renderResponseExample, renderResponses } from './responses.js';
import { renderSamples } from './samples.js';
import { limitsOf, typeOf } from './schema-text.js';
import { renderTryForm } from './try-form.js';

const placeTitles = [
  ['path', 'Path parameters'],
  ['query', 'Query parameters'],
  ['header', 'Headers'],
  ['cookie', 'Cookies'],
] as const;

export const renderMethod = (method: string): Html =>
  html`<span class="method" data-method="${method}">${method}</span>`;

/** Renders who may call an operation. */
function describeAccess({ security, scope }: ApiOperation): Html {
  const requirements = security.filter((requirement) => Object.keys(requirement).length > 0);
  const isOpen = requirements.length < security.length || security.length === 0;
  if (isOpen) return html`Public.${requirements.length > 0 && ' A token is optional.'}`;
  return html`Requires a token${scope !== undefined && html` with the scope <code>${scope}</code>`}.`;
}

/** Removes the sentence about tokens from a description, because the line about access says the same. */
const withoutAccess = (description: string): string =>
  description.replace(/\s*Needs a token(?: with the scope `[\w:]+`)?\.$/, '');

function renderParameter(parameter: Parameter): Html {
  const { name, description, schema = {}, example } = parameter;
  return html`<li>
<div class="term"><code class="name">${name}</code> <span class="type">${typeOf(schema)}</span>${parameter.required === true && html` <span class="required">required</span>`}${parameter.deprecated === true && html` <span class="deprecated">deprecated</span>`}</div>
${description !== undefined && html`<div class="text">${renderInline(description)}</div>`}${limitsOf(schema, { example })}</li>`;
}

export function renderParameters(parameters: readonly Parameter[]): Html {
  return html`${placeTitles.map(([place, title]) => {
    const rows = parameters.filter((parameter) => parameter.in === place);
    return rows.length > 0 && html`<h3>${title}</h3><ul class="properties">${rows.map(renderParameter)}</ul>`;
  })}`;
}

export function renderBody(document: ApiDocument, body: Body): Html {
  return html`<h3>Request body${body.required === true && html` <span class="required">required</span>`}</h3>
${body.description !== undefined && renderMarkdown(body.description)}${renderContent(document, body.content, 2)}`;
}

/** Renders everything that the document says about an operation, with samples and a form that sends a request. */
export function renderOperation(document: ApiDocument, operation: ApiOperation, examples: ExampleMaker): Html {
  const request = createRequestExample(document, operation, examples);
  const { id, method, path, summary, description, parameters, body, responses } = operation;
  return html`<section class="operation" id="${id}" aria-labelledby="${id}-title">
<div class="facts">
<h2 id="${id}-title"><a href="#${id}">${summary}</a>${operation.isDeprecated && html` <span class="deprecated">deprecated</span>`}</h2>
<p class="route">${renderMethod(method)} <code>${path}</code></p>
<div class="text">${renderMarkdown(withoutAccess(description))}</div>
<p class="access"><strong>Access</strong> ${describeAccess(operation)}</p>
${renderParameters(parameters)}${body !== undefined && renderBody(document, body)}
${renderResponses(document, responses)}
</div>
<div class="examples">${renderSamples(request, summary)}
${renderResponseExample(operation, examples)}
${renderTryForm(operation, examples)}</div>
</section>`;
}
