import type { ExportComments } from '../../content/comments/index.js';
import { type Actor, mustHold } from '../../platform/auth/index.js';
import { ndjsonExport } from './ndjson.js';
import type { ExportQuery } from './schemas.js';
import { wxrExport } from './wxr.js';

type Needs = {
  comments: { exported: ExportComments };
  /** Where the newsroom is read, without a slash at the end. */
  base: string;
};

/** A file on its way out: its text is made as it is taken. */
type Departure = { text: AsyncGenerator<string>; type: string; fileName: string };

export function commentExports({ comments, base }: Needs) {
  return {
    /**
     * All comments, of every status, as a file.
     *
     * @throws forbidden for private fields without the scope admin
     */
    open(actor: Actor, { format, private: includePrivate }: ExportQuery): Departure {
      mustHold(actor, 'comments:moderate');
      if (includePrivate) mustHold(actor, 'admin');
      const batches = comments.exported({ includePrivate });
      return format === 'wxr'
        ? { text: wxrExport(batches, { base, title: 'Broadsheet' }), type: 'application/xml', fileName: 'comments.xml' }
        : { text: ndjsonExport(batches), type: 'application/x-ndjson', fileName: 'comments.ndjson' };
    },
  };
}

export type CommentExports = ReturnType<typeof commentExports>;
