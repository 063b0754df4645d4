import { remember } from './storage.js';

const root = document.documentElement;

function selectLanguage(/** @type {string} */ language) {
  root.dataset.language = language;
  for (const tab of document.querySelectorAll('[role="tab"]')) {
    const isSelected = /** @type {HTMLElement} */ (tab).dataset.lang === language;
    tab.setAttribute('aria-selected', String(isSelected));
    /** @type {HTMLElement} */ (tab).tabIndex = isSelected ? 0 : -1;
  }
}

/** Selects the language of all samples and keeps the clicked tab at its place on the screen. */
function selectLanguageAt(/** @type {HTMLElement} */ tab) {
  const { top } = tab.getBoundingClientRect();
  selectLanguage(tab.dataset.lang ?? 'curl');
  remember('language', tab.dataset.lang ?? 'curl');
  window.scrollBy(0, tab.getBoundingClientRect().top - top);
  tab.focus({ preventScroll: true });
}

async function copyCode(/** @type {Element} */ button) {
  const code = [...(button.closest('.samples')?.querySelectorAll('pre') ?? [])].find(
    (pre) => pre.offsetParent !== null,
  );
  const text = code?.textContent ?? '';
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // The clipboard is not available over plain HTTP, so select the code instead.
    if (code !== undefined) getSelection()?.selectAllChildren(code);
    button.textContent = 'Selected';
    return;
  }
  button.textContent = 'Copied';
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 1500);
}

function moveBetweenTabs(/** @type {KeyboardEvent} */ event, /** @type {HTMLElement} */ tab) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  const tabs = [...(tab.parentElement?.querySelectorAll('[role="tab"]') ?? [])];
  const next = tabs.at((tabs.indexOf(tab) + step) % tabs.length);
  if (next instanceof HTMLElement) selectLanguageAt(next);
  event.preventDefault();
}

/** Enables the language tabs and the copy buttons, and shows the address of this server in samples. */
export function enableSamples() {
  selectLanguage(root.dataset.language ?? 'curl');
  if (
    document.querySelector('[role="tab"]') !== null &&
    document.querySelector(`[role="tab"][aria-selected="true"]`) === null
  )
    selectLanguage('curl');
  for (const origin of document.querySelectorAll('.origin'))
    if (origin.textContent === 'http://127.0.0.1:3000') origin.textContent = location.origin;
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    const tab = event.target.closest('[role="tab"]');
    if (tab instanceof HTMLElement) selectLanguageAt(tab);
    const button = event.target.closest('[data-copy]');
    if (button !== null) copyCode(button);
  });
  document.addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLElement && event.target.getAttribute('role') === 'tab')
      moveBetweenTabs(event, event.target);
  });
}
