import { token } from './storage.js';

/** Longer responses are truncated, because a browser takes seconds to show them. */
const maxShownCharacters = 200_000;

/** @typedef {{ method: string, url: string, headers: Headers, body: string | File | undefined }} Message */

/** Returns the request that a form describes. Empty fields are omitted. */
function readForm(/** @type {HTMLFormElement} */ form) {
  let path = form.dataset.path ?? '';
  const query = new URLSearchParams();
  const headers = new Headers();
  for (const field of form.querySelectorAll('[data-in]')) {
    const { name, value, dataset } = /** @type {HTMLInputElement} */ (field);
    if (dataset.in === 'path') path = path.replace(`{${name}}`, encodeURIComponent(value));
    else if (value !== '' && dataset.in === 'query') query.append(name, value);
    else if (value !== '' && dataset.in === 'header') headers.set(name, value);
  }
  const secret = readField(form, '[data-token]').trim();
  if (secret !== '') headers.set('authorization', `Bearer ${secret}`);
  const file = /** @type {HTMLInputElement | null} */ (form.querySelector('[data-file]'))?.files?.[0];
  const body = file ?? (readField(form, '[data-body]') || undefined);
  if (body !== undefined) headers.set('content-type', readField(form, '[data-body-type]') || (form.dataset.type ?? ''));
  const search = query.toString();
  return { method: form.dataset.method ?? 'GET', url: path + (search && `?${search}`), headers, body };
}

const readField = (/** @type {HTMLFormElement} */ form, /** @type {string} */ selector) =>
  /** @type {HTMLInputElement | null} */ (form.querySelector(selector))?.value ?? '';

function format(/** @type {string} */ text, /** @type {string} */ type) {
  const shown = text.length > maxShownCharacters ? `${text.slice(0, maxShownCharacters)}\n…` : text;
  if (!/[/+]json\b/.test(type) || text.length > maxShownCharacters) return shown;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return shown;
  }
}

function createElement(/** @type {string} */ name, /** @type {string} */ className, /** @type {string} */ text = '') {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

function showStatus(/** @type {HTMLElement} */ result, /** @type {Response} */ response, /** @type {number} */ ms) {
  const line = createElement('p', 'outcome');
  const status = createElement('span', 'status', `${response.status} ${response.statusText}`.trim());
  status.dataset.class = String(response.status).slice(0, 1);
  line.append(status, createElement('span', 'time', `${Math.round(ms)} ms`));
  const headers = createElement('details', 'headers');
  const lines = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  const code = createElement('pre', 'code', lines);
  headers.append(createElement('summary', '', `${[...response.headers].length} headers`), code);
  result.append(line, headers);
}

/** Shows a body: a stream as it arrives, anything else when it is complete. */
async function showBody(/** @type {HTMLElement} */ result, /** @type {Response} */ response) {
  const type = response.headers.get('content-type') ?? '';
  const code = createElement('pre', 'code body');
  code.tabIndex = 0;
  code.ariaLabel = 'Body of the response';
  if (!type.startsWith('text/event-stream') || response.body === null) {
    code.textContent = format(await response.text(), type);
    if (code.textContent !== '') result.append(code);
    return;
  }
  result.append(code);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  for (let part = await reader.read(); !part.done; part = await reader.read())
    code.append(decoder.decode(part.value, { stream: true }));
}

async function send(/** @type {HTMLFormElement} */ form, /** @type {AbortSignal} */ signal) {
  const result = /** @type {HTMLElement} */ (form.querySelector('.result'));
  const { url, ...message } = readForm(form);
  result.hidden = false;
  result.replaceChildren(createElement('p', 'route', `${message.method} ${url}`));
  const start = performance.now();
  try {
    const response = await fetch(url, {
      ...message,
      body: message.body ?? null,
      signal,
      cache: 'no-store',
      credentials: 'omit',
    });
    showStatus(result, response, performance.now() - start);
    await showBody(result, response);
  } catch (error) {
    const text = signal.aborted ? 'Cancelled.' : `No response: ${error instanceof Error ? error.message : error}`;
    result.append(createElement('p', 'failure', text));
  }
}

async function submit(/** @type {HTMLFormElement} */ form) {
  const cancel = /** @type {HTMLButtonElement} */ (form.querySelector('[data-cancel]'));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('[type="submit"]'));
  const controller = new AbortController();
  const abort = () => controller.abort();
  cancel.addEventListener('click', abort);
  cancel.hidden = false;
  button.disabled = true;
  await send(form, controller.signal);
  cancel.removeEventListener('click', abort);
  cancel.hidden = true;
  button.disabled = false;
}

/** Enables the forms, which send their requests to this server. */
export function enableForms() {
  /** @returns {HTMLInputElement[]} */
  const tokenFields = () =>
    [...document.querySelectorAll('[data-token]')].map((field) => /** @type {HTMLInputElement} */ (field));
  for (const field of tokenFields()) field.value = token.get();
  document.addEventListener('input', (event) => {
    if (!(event.target instanceof HTMLInputElement) || event.target.dataset.token === undefined) return;
    token.set(event.target.value.trim());
    for (const field of tokenFields()) if (field !== event.target) field.value = event.target.value;
  });
  document.addEventListener('submit', (event) => {
    event.preventDefault();
    if (event.target instanceof HTMLFormElement) submit(event.target);
  });
}
