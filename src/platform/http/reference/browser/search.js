/** @typedef {{ t: string, u: string, k: string, p?: string, d?: string }} Entry */

const maxResults = 40;

/** Returns how well an entry matches. 0 means that the entry does not contain one of the words. */
function scoreOf(/** @type {Entry} */ entry, /** @type {string[]} */ words) {
  const title = entry.t.toLowerCase();
  const path = (entry.p ?? '').toLowerCase();
  const rest = `${entry.k} ${entry.d ?? ''}`.toLowerCase();
  let score = 0;
  for (const word of words) {
    if (title.startsWith(word)) score += 8;
    else if (title.includes(` ${word}`)) score += 6;
    else if (title.includes(word)) score += 4;
    else if (path.includes(word)) score += 3;
    else if (rest.includes(word)) score += 1;
    else return 0;
  }
  if (title === words.join(' ')) score += 10;
  // Operations rank above guides and schemas, and short titles above long ones.
  return score + (entry.p === undefined ? 0 : 2) - title.length / 200;
}

/** @returns {Entry[]} */
function find(/** @type {Entry[]} */ entries, /** @type {string} */ query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return entries
    .map((entry) => ({ entry, score: scoreOf(entry, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, maxResults)
    .map(({ entry }) => entry);
}

function createOption(/** @type {Entry} */ entry, /** @type {number} */ index) {
  const option = document.createElement('li');
  option.id = `search-result-${index}`;
  option.role = 'option';
  option.ariaSelected = 'false';
  const link = document.createElement('a');
  link.href = entry.u;
  link.tabIndex = -1;
  const kind = document.createElement('span');
  kind.textContent = entry.k;
  if (entry.p === undefined) kind.className = 'kind';
  else {
    kind.className = 'method';
    kind.dataset.method = entry.k;
  }
  const title = document.createElement('span');
  title.className = 'title';
  title.textContent = entry.t;
  link.append(kind, title);
  if (entry.p !== undefined) {
    const path = document.createElement('code');
    path.textContent = entry.p;
    link.append(path);
  }
  option.append(link);
  return option;
}

function createMessage(/** @type {string} */ text) {
  const item = document.createElement('li');
  item.className = 'empty';
  item.textContent = text;
  return item;
}

class Search {
  /** @type {Promise<Entry[]> | undefined} */
  #entries;
  #selected = -1;

  constructor(/** @type {HTMLInputElement} */ input, /** @type {HTMLElement} */ list) {
    this.input = input;
    this.list = list;
    input.addEventListener('focus', () => this.#load());
    input.addEventListener('input', () => this.update());
    input.addEventListener('keydown', (event) => this.#handleKey(event));
    list.addEventListener('click', () => this.close());
    document.addEventListener('click', (event) => {
      if (event.target instanceof Node && !input.parentElement?.contains(event.target)) this.close();
    });
  }

  #load() {
    this.#entries ??= fetch(this.input.dataset.index ?? '').then((response) => response.json());
    return this.#entries;
  }

  async update() {
    const query = this.input.value;
    const entries = await this.#load();
    if (query !== this.input.value) return;
    const results = find(entries, query);
    this.list.replaceChildren(...results.map(createOption));
    if (results.length === 0) this.list.append(createMessage(`Nothing matches “${query.trim()}”.`));
    this.list.hidden = query.trim() === '';
    this.input.ariaExpanded = String(!this.list.hidden);
    this.#select(results.length > 0 ? 0 : -1);
  }

  close() {
    this.list.hidden = true;
    this.input.ariaExpanded = 'false';
    this.input.removeAttribute('aria-activedescendant');
  }

  #select(/** @type {number} */ index) {
    const options = [...this.list.querySelectorAll('[role="option"]')];
    options[this.#selected]?.setAttribute('aria-selected', 'false');
    this.#selected = index;
    const option = options[index];
    if (option === undefined) {
      this.input.removeAttribute('aria-activedescendant');
      return;
    }
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', option.id);
  }

  #handleKey(/** @type {KeyboardEvent} */ event) {
    const options = this.list.querySelectorAll('[role="option"]');
    if (event.key === 'Escape') {
      this.close();
      this.input.value = '';
      this.input.blur();
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && options.length > 0) {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.#select((this.#selected + step + options.length) % options.length);
      event.preventDefault();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const link = options[this.#selected]?.querySelector('a');
      if (link === null || link === undefined || this.list.hidden) return;
      this.close();
      this.input.blur();
      link.click();
    }
  }
}

/** Enables the search box and its shortcut `/`. */
export function enableSearch() {
  const input = document.getElementById('search');
  const list = document.getElementById('search-results');
  if (!(input instanceof HTMLInputElement) || list === null) return;
  const search = new Search(input, list);
  if (input.value !== '') search.update();
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof Element && event.target.closest('input, textarea, select') !== null;
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}
