// Applies the settings that the reader has chosen on this device. Runs before the page is painted.
(() => {
  const root = document.documentElement;
  const read = (/** @type {string} */ key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  root.classList.add('script');
  const theme = read('theme');
  if (theme === 'dark' || theme === 'light') root.dataset.theme = theme;
  const language = read('language');
  if (language !== null) root.dataset.language = language;
})();
