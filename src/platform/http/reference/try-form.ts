import type { ApiOperation, Media, Parameter } from './document.js';
import type { ExampleMaker } from './examples.js';
import { type Html, html } from './html.js';
import { exampleOfParameter, requiresToken } from './request-example.js';

const titles: Record<string, string> = { path: 'Path', query: 'Query', header: 'Headers' };

/** Returns the allowed values of a parameter, or undefined if it is not an enumeration. */
function choicesOf({ schema }: Parameter): readonly unknown[] | undefined {
  if (schema?.type === 'boolean') return [true, false];
  return schema?.type === 'array' ? undefined : schema?.enum;
}

function renderField(parameter: Parameter, prefix: string, examples: ExampleMaker): Html {
  const isRequired = parameter.required === true;
  const id = `${prefix}-${parameter.in}-${parameter.name}`;
  const example = exampleOfParameter(parameter, examples);
  const value = isRequired ? example : '';
  const choices = choicesOf(parameter);
  const control =
    choices === undefined
      ? html`<input id="${id}" name="${parameter.name}" data-in="${parameter.in}" value="${value}" placeholder="${example}" autocomplete="off" spellcheck="false"${isRequired && html` required`}>`
      : html`<select id="${id}" name="${parameter.name}" data-in="${parameter.in}">${!isRequired && html`<option value=""></option>`}${choices.map(
          (choice) =>
            html`<option${isRequired && String(choice) === value && html` selected`}>${String(choice)}</option>`,
        )}</select>`;
  return html`<div class="field"><label for="${id}"><code>${parameter.name}</code>${isRequired && html` <span class="required">required</span>`}</label>${control}</div>`;
}

function renderBody(operation: ApiOperation, examples: ExampleMaker): Html {
  const types: [string, Media][] = Object.entries(operation.body?.content ?? {});
  const [first] = types;
  if (first === undefined) return html``;
  const [type, media] = first;
  const example = examples.ofMedia(type, media);
  const id = `try-${operation.id}-body`;
  const chooser =
    types.length > 1 &&
    html`<div class="field"><label for="${id}-type">Content-Type</label><select id="${id}-type" data-body-type>${types.map(
      ([name]) => html`<option${name === type && html` selected`}>${name}</option>`,
    )}</select></div>`;
  const control =
    example === undefined
      ? html`<input type="file" id="${id}" data-file>`
      : html`<textarea id="${id}" rows="${Math.min(16, JSON.stringify(example, null, 2).split('\n').length + 1)}" spellcheck="false" data-body>${JSON.stringify(example, null, 2)}</textarea>`;
  return html`<fieldset><legend>Body</legend>${chooser}<div class="field"><label for="${id}">${example === undefined ? 'File' : type}</label>${control}</div></fieldset>`;
}

/** Renders a form that sends a request of the operation from the browser. Empty fields are omitted. */
export function renderTryForm(operation: ApiOperation, examples: ExampleMaker): Html {
  const prefix = `try-${operation.id}`;
  const groups = Object.entries(titles).map(([place, title]) => {
    const fields = operation.parameters.filter((parameter) => parameter.in === place);
    return (
      fields.length > 0 &&
      html`<fieldset><legend>${title}</legend>${fields.map((field) => renderField(field, prefix, examples))}</fieldset>`
    );
  });
  const [type] = Object.keys(operation.body?.content ?? {});
  return html`<details class="try"><summary>Try it</summary>
<form data-method="${operation.method}" data-path="${operation.path}"${type !== undefined && html` data-type="${type}"`} autocomplete="off">
<fieldset><legend>Authorization</legend><div class="field"><label for="${prefix}-token">Token${requiresToken(operation) ? html` <span class="required">required</span>` : ' (optional)'}</label><input type="password" id="${prefix}-token" data-token autocomplete="off" placeholder="bs_…"></div></fieldset>
${groups}${renderBody(operation, examples)}
<p class="actions"><button type="submit" class="primary">Send</button> <button type="button" data-cancel hidden>Cancel</button></p>
<div class="result" role="status" hidden></div>
</form></details>`;
}
