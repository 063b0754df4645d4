/** Stores a choice of the reader on this device, if the browser allows it. */
export function remember(/** @type {string} */ key, /** @type {string} */ value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without storage, the choice applies until the reader leaves the page.
  }
}

/** The token for requests from this tab. It is stored until the tab is closed. */
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
      // Without storage, the token is only in the field.
    }
  },
};
