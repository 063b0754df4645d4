import type { Omission } from '../../draft.js';
import type { Fields } from '../../normalisation/fields.js';
import { namesOf, unreadFields } from '../../normalisation/unread-fields.js';

/** Properties that are read, and those that only describe the item as a file. In lower case, as all names here. */
const handledProperties = namesOf(`
  uri guid type version versioncreated versionedcreated firstcreated contentcreated language headline headlines body bodies
  description descriptions title pubstatus embargoed embargoeduntil located by byline copyrightholder infosource infosources
  subject subjects person people authors genre genres service associations evolvedfrom place places event events
  standard $schema representationtype mimetype profile charcount wordcount readtime renditions digitalsourcetype _links
`);

/** Properties that articles cannot hold, with the reasons. */
const reasons: Readonly<Record<string, string>> = {
  ednote: 'not-for-publication',
  usageterms: 'no-place-for-rights',
  copyrightnotice: 'no-place-for-rights',
  rightsinfo: 'no-place-for-rights',
  organisations: 'no-place-for-it',
  organisation: 'no-place-for-it',
  objects: 'no-place-for-it',
  object: 'no-place-for-it',
  slugline: 'no-place-for-it',
  urgency: 'no-place-for-it',
  priority: 'no-place-for-it',
  expires: 'no-place-for-it',
  altids: 'no-place-for-it',
  trustindicators: 'no-place-for-it',
  contributors: 'not-authors',
};

/** Reports the properties of an item that articles cannot hold. */
export const unreadOf = (item: Fields): Omission[] =>
  unreadFields(item, handledProperties)
    .filter(({ what }) => !/^field (?:headline|body|description)_/.test(what))
    .map(({ what, reason }) => {
      const name = what.replace('field ', '');
      return name in reasons ? { what: name, reason: reasons[name] ?? reason } : { what, reason };
    });
