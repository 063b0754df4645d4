import type { Socket } from 'node:net';
import type pg from 'pg';
import type { Rows } from './snapshot.js';

/** The part of the connection of `pg` that knows the messages of COPY. */
type Connection = {
  stream: Socket;
  query(text: string): void;
  sendCopyFromChunk(bytes: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
};

/** Waits until the server has read what was sent, or until the connection is closed. */
const waitForDrain = (stream: Socket) =>
  new Promise<void>((resolve) => {
    const onDrain = () => {
      stream.off('drain', onDrain);
      stream.off('close', onDrain);
      resolve();
    };
    stream.on('drain', onDrain);
    stream.on('close', onDrain);
  });

/** A `COPY … TO STDOUT`, for which `pg` receives the messages but has no interface. */
class CopyOut {
  #chunks: Buffer[] = [];
  #rows = 0;
  #settle: { resolve: (rows: Rows) => void; reject: (error: unknown) => void } = { resolve() {}, reject() {} };
  readonly completion = new Promise<Rows>((resolve, reject) => {
    this.#settle = { resolve, reject };
  });

  constructor(readonly statement: string) {}

  submit(connection: Connection): void {
    connection.query(this.statement);
  }

  /** Receives one row. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    // The chunk is a view of a buffer that the connection uses again.
    this.#chunks.push(Buffer.from(chunk));
    this.#rows += 1;
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#settle.resolve({ bytes: Buffer.concat(this.#chunks), rows: this.#rows });
  }

  handleError(error: unknown): void {
    this.#settle.reject(error);
  }
}

/** Runs a `COPY … TO STDOUT` and returns its output. */
export async function copyOut(client: pg.Client, statement: string): Promise<Rows> {
  const copy = new CopyOut(statement);
  client.query(copy as unknown as pg.Submittable);
  return copy.completion;
}

/** A `COPY … FROM STDIN`, for which `pg` sends and receives the messages but has no interface. */
class CopyIn {
  #sending = Promise.resolve();
  #inputError: unknown;
  #isOver = false;
  #settle: { resolve: () => void; reject: (error: unknown) => void } = { resolve() {}, reject() {} };
  readonly completion = new Promise<void>((resolve, reject) => {
    this.#settle = { resolve, reject };
  });

  constructor(
    readonly statement: string,
    readonly input: AsyncIterable<Buffer>,
  ) {}

  submit(connection: Connection): void {
    connection.query(this.statement);
  }

  handleCopyInResponse(connection: Connection): void {
    this.#sending = this.#send(connection).catch((error: unknown) => {
      this.#inputError = error;
      connection.sendCopyFail('The input failed.');
    });
  }

  async #send(connection: Connection): Promise<void> {
    for await (const bytes of this.input) {
      if (this.#isOver) return;
      connection.sendCopyFromChunk(bytes);
      if (connection.stream.writableNeedDrain) await waitForDrain(connection.stream);
    }
    if (!this.#isOver) connection.endCopyFrom();
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#settle.resolve();
  }

  /** Waits for the input to end, because it uses the other database. */
  handleError(error: unknown): void {
    this.#isOver = true;
    void this.#sending.then(() => this.#settle.reject(this.#inputError ?? error));
  }
}

/**
 * Runs a `COPY … FROM STDIN` with this input. Waits whenever the server is slower than the input.
 *
 * @throws the error of the server or of the input
 */
export async function copyIn(client: pg.Client, statement: string, input: AsyncIterable<Buffer>): Promise<void> {
  const copy = new CopyIn(statement, input);
  client.query(copy as unknown as pg.Submittable);
  await copy.completion;
}
