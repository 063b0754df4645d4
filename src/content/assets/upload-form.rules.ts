import { depthOfJson } from '../../lib/json-depth.js';
import { problems } from '../../platform/problems/index.js';
import { jsonFields, repeatedFields } from './upload.schemas.js';

type Form = { fields: ReadonlyMap<string, readonly string[]>; filename: string | undefined };

/**
 * Returns the properties that the fields of a form stand for, which must still be validated. Empty fields count as
 * missing, because browsers send all fields of a form.
 *
 * @throws invalid-request
 */
export function parseFields({ fields, filename }: Form): Record<string, unknown> {
  const values: [string, unknown][] = filename === undefined || filename === '' ? [] : [['filename', filename]];
  for (const [name, texts] of fields) {
    // Browsers end the lines of forms with CRLF.
    const givenTexts = texts.filter((text) => text !== '').map((text) => text.replaceAll('\r\n', '\n'));
    const [text] = givenTexts;
    if (text === undefined) continue;
    if (repeatedFields.has(name)) values.push([name, givenTexts]);
    else if (givenTexts.length > 1) throw createFieldProblem(name, 'repeated', 'must not be repeated.');
    else values.push([name, jsonFields.has(name) ? parseField(name, text) : text]);
  }
  return Object.fromEntries(values);
}

function parseField(name: string, text: string): unknown {
  try {
    if (depthOfJson(text) <= 3) return JSON.parse(text);
  } catch {
    // The problem is the same for JSON that is malformed and for JSON that is too deep.
  }
  throw createFieldProblem(name, 'malformed-json', 'must be the JSON of an object.');
}

const createFieldProblem = (name: string, code: string, detail: string) => {
  const pointer = `/${name}`.slice(0, 100);
  return problems.invalidRequest(`"${pointer}" ${detail}`, { errors: [{ pointer, code, detail }] });
};
