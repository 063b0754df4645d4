import { remember } from './storage.js';

const root = document.documentElement;

const isDark = () =>
  root.dataset.theme === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : root.dataset.theme === 'dark';

/** Enables the button that switches between the light and the dark theme. */
export function enableTheme() {
  const button = document.querySelector('[data-theme-toggle]');
  if (button === null) return;
  const update = () => button.setAttribute('aria-pressed', String(isDark()));
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    remember('theme', root.dataset.theme);
    update();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', update);
  update();
}

/** Enables the button that opens the navigation on a narrow screen. */
export function enableMenu() {
  const button = document.querySelector('[data-menu]');
  const navigation = document.getElementById('navigation');
  if (button === null || navigation === null) return;
  const setOpen = (/** @type {boolean} */ isOpen) => {
    button.setAttribute('aria-expanded', String(isOpen));
    root.classList.toggle('menu-open', isOpen);
  };
  button.addEventListener('click', () => setOpen(button.getAttribute('aria-expanded') !== 'true'));
  navigation.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('a') !== null) setOpen(false);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || button.getAttribute('aria-expanded') !== 'true') return;
    setOpen(false);
    /** @type {HTMLElement} */ (button).focus();
  });
}

/** Highlights in the navigation the operation that is currently visible. */
export function markCurrentOperation() {
  const navigation = document.getElementById('navigation');
  const links = new Map(
    [...document.querySelectorAll('#navigation a')]
      .filter((link) => /** @type {HTMLAnchorElement} */ (link).pathname === location.pathname)
      .map((link) => [/** @type {HTMLAnchorElement} */ (link).hash.slice(1), link]),
  );
  /** @type {Element | undefined} */
  let current;
  const mark = (/** @type {string} */ id) => {
    const link = id === '' ? undefined : links.get(id);
    if (link === undefined || link === current || navigation === null) return;
    current?.removeAttribute('aria-current');
    link.setAttribute('aria-current', 'location');
    current = link;
    const { top, bottom } = link.getBoundingClientRect();
    const frame = navigation.getBoundingClientRect();
    if (top < frame.top || bottom > frame.bottom) navigation.scrollTop += top - frame.top - frame.height / 3;
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) mark(target.id);
    },
    { rootMargin: '-15% 0px -75% 0px' },
  );
  for (const section of document.querySelectorAll('section.operation[id]')) observer.observe(section);
  mark(location.hash.slice(1));
}
