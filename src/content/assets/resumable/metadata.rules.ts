import { problems } from '../../../platform/problems/index.js';
import { repeatedFields } from '../upload.schemas.js';
import { parseFields } from '../upload-form.rules.js';

/** What clients such as Uppy send about every file, and what is no field. The type of a file follows from its bytes. */
const otherKeys: ReadonlySet<string> = new Set(['name', 'type', 'filetype', 'relativePath']);

const metadataProblem = (detail: string) =>
  problems.invalidRequest(`"Upload-Metadata" ${detail}`, {
    errors: [{ parameter: 'upload-metadata', code: 'malformed', detail }],
  });

/**
 * Reads the header `Upload-Metadata` of tus: names and texts in base64, separated by commas. The names are those of the
 * fields in a form. Fields with several values have one JSON array.
 *
 * @returns the properties that the texts stand for, which must still be validated
 * @throws invalid-request
 */
export function parseUploadMetadata(header: string): Record<string, unknown> {
  const texts = new Map<string, string>();
  for (const pair of header.split(',').filter((pair) => pair.trim() !== '')) {
    const [key = '', base64 = '', ...more] = pair.trim().split(' ');
    if (more.length > 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64))
      throw metadataProblem('must have pairs of a name and a text in base64, with one space between them.');
    if (texts.has(key)) throw metadataProblem('must not have the same name twice.');
    texts.set(key, decodeText(base64));
  }
  const filename = texts.get('filename') ?? texts.get('name');
  const fields = new Map<string, readonly string[]>();
  for (const [key, text] of texts)
    if (key !== 'filename' && !otherKeys.has(key)) fields.set(key, repeatedFields.has(key) ? valuesIn(text) : [text]);
  return parseFields({ fields, filename });
}

function decodeText(base64: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    throw metadataProblem('must be UTF-8.');
  }
}

function valuesIn(text: string): readonly string[] {
  try {
    const values: unknown = JSON.parse(text);
    if (Array.isArray(values) && values.every((value) => typeof value === 'string')) return values;
  } catch {
    // The problem is the same for malformed JSON and for other JSON.
  }
  throw metadataProblem('must have a JSON array of texts for each field with several values.');
}
