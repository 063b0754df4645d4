import type { Omission } from '../../draft.js';
import type { Fields } from '../../normalisation/fields.js';
import { namesOf, unreadFields } from '../../normalisation/unread-fields.js';

/** Fields of a post that are read from other tables, or that only matter to Ghost. */
const technicalFields = namesOf(`
  post_id comment_id created_at created_by updated_by published_by newsletter_id email_recipient_filter reading_time url
  show_title_and_feature_image excerpt authors tags primary_author primary_tag access comments email_only
`);

/** Reports the fields of a post and its metadata that articles cannot hold. `readNames` are the fields that are read. */
export function unreadOf(post: Fields, meta: Fields, readNames: readonly string[]): Omission[] {
  const knownNames = new Set([...technicalFields, ...readNames]);
  return [...unreadFields(post, knownNames), ...unreadFields(meta, knownNames)].map(({ what }) => ({
    what,
    reason: 'no-place-for-it',
  }));
}
