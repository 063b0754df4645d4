import type { ExportComments } from '../../content/comments/index.js';
import { type Actor, requireScope } from '../../platform/auth/index.js';
import { ndjsonExport } from './ndjson.js';
import type { ExportQuery } from './schemas.js';
import { wxrExport } from './wxr.js';

type Dependencies = {
  comments: { exportComments: ExportComments };
  /** The public address of the newsroom, without a trailing slash. */
  base: string;
};

/** A file to download. Its text is written while it is read. */
type ExportFile = { text: AsyncGenerator<string>; type: string; fileName: string };

export function commentExports({ comments, base }: Dependencies) {
  return {
    /**
     * Returns all comments of every status as a file.
     *
     * @throws forbidden without the scope comments:moderate, or if private fields are requested without the scope admin
     */
    open(actor: Actor, { format, private: includePrivate }: ExportQuery): ExportFile {
      requireScope(actor, 'comments:moderate');
      if (includePrivate) requireScope(actor, 'admin');
      const batches = comments.exportComments({ includePrivate });
      return format === 'wxr'
        ? { text: wxrExport(batches, { base, title: 'Broadsheet' }), type: 'application/xml', fileName: 'comments.xml' }
        : { text: ndjsonExport(batches), type: 'application/x-ndjson', fileName: 'comments.ndjson' };
    },
  };
}

export type CommentExports = ReturnType<typeof commentExports>;
