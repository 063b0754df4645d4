import { fstatSync } from 'node:fs';
import type { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import type { DiskReserve } from './disk-reserve.js';

/** Error numbers of WASI, which Emscripten uses. */
const errno = { noSpace: 51, invalid: 28 };

type FileNode = { name: string };
type Stream = { nfd: number; node: FileNode };

type NodeFiles = {
  realPath(node: FileNode): string;
  node_ops: { mknod(parent: FileNode, name: string, mode: number, dev: number): FileNode };
  stream_ops: {
    write(stream: Stream, buffer: Uint8Array, offset: number, length: number, position: number): number;
    setattr(stream: Stream, attributes: { size?: number }): void;
  };
};
type Emscripten = { NODEFS: NodeFiles; FS: { ErrnoError: new (errno: number) => Error } };

const isNoSpace = (error: unknown): boolean => (error as { errno?: unknown } | null)?.errno === errno.noSpace;

/**
 * The files of PGlite, with a reserve for writes that must not fail for lack of space.
 *
 * If a table cannot grow, only the statement fails, with SQLSTATE 53100. If something else cannot be written, such as
 * the write-ahead log, PostgreSQL would end, so it is written into the space of the reserve.
 */
export class ReservingFiles extends NodeFS {
  /**
   * False while the database starts and stops. Tables may then use the reserve too, because no client could receive the
   * error.
   */
  isServing = false;
  /** Whether a write has failed for lack of space in spite of the reserve. */
  hasRunOutOfSpace = false;

  constructor(
    folder: string,
    readonly reserve: DiskReserve,
  ) {
    super(folder);
  }

  override async init(pglite: PGlite, options: Parameters<NodeFS['init']>[1]) {
    const { emscriptenOpts } = await super.init(pglite, options);
    const hook = (module: unknown) => this.#hook(module as Emscripten);
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), hook] } };
  }

  #hook({ NODEFS, FS }: Emscripten): void {
    const { write, setattr } = NODEFS.stream_ops;
    const { mknod } = NODEFS.node_ops;

    const growsTable = (stream: Stream, end: number) =>
      /[/\\]base[/\\]/.test(NODEFS.realPath(stream.node)) && end > fstatSync(stream.nfd).size;

    NODEFS.stream_ops.write = (stream, buffer, offset, length, position) => {
      let bytesWritten = 0;
      let failure: unknown;
      try {
        bytesWritten = write(stream, buffer, offset, length, position);
        if (bytesWritten === length) return bytesWritten;
      } catch (error) {
        if (!isNoSpace(error)) throw error;
        failure = error;
      }
      this.reserve.forceCheck();
      const mayFail = this.isServing && growsTable(stream, position + length);
      if (!mayFail && this.reserve.release())
        return (
          bytesWritten + write(stream, buffer, offset + bytesWritten, length - bytesWritten, position + bytesWritten)
        );
      this.hasRunOutOfSpace ||= !mayFail;
      if (failure !== undefined) throw failure;
      return bytesWritten;
    };

    NODEFS.node_ops.mknod = (parent, name, mode, dev) => {
      try {
        return mknod(parent, name, mode, dev);
      } catch (error) {
        if (!isNoSpace(error)) throw error;
        if (!this.reserve.release()) {
          this.hasRunOutOfSpace = true;
          throw error;
        }
        return mknod(parent, name, mode, dev);
      }
    };

    // Emscripten would allocate space as a hole, which is filled only later, when a write must not fail. If the call is
    // refused, PostgreSQL writes zeros instead.
    NODEFS.stream_ops.setattr = (stream, attributes) => {
      if (attributes.size !== undefined && attributes.size > fstatSync(stream.nfd).size)
        throw new FS.ErrnoError(errno.invalid);
      setattr(stream, attributes);
    };
  }
}
