import { limitableArticleFields } from '../articles/index.js';
import { limitablePersonFields } from '../people/index.js';

/**
 * The names of the fields from which a role or token can be barred: all writable fields of articles and people, except
 * those without which nothing works, and the e-mail addresses of users. New fields of the catalogues are included.
 */
export const LIMITABLE_FIELDS: readonly string[] = [...limitableArticleFields, ...limitablePersonFields, 'users.email'];
