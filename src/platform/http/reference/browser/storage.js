/** Keeps a choice of the reader on this device, where that is allowed. */
export function remember(/** @type {string} */ key, /** @type {string} */ value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The choice lasts until the page is left.
  }
}

/** The token of this tab: it ends with the tab. */
export const token = {
  get() {
    try {
      return sessionStorage.getItem('token') ?? '';
    } catch {
      return '';
    }
  },
  set(/** @type {string} */ value) {
    try {
      if (value === '') sessionStorage.removeItem('token');
      else sessionStorage.setItem('token', value);
    } catch {
      // The token stays in the field.
    }
  },
};
