import { readFile, writeFile } from 'node:fs/promises';
import { withTables } from './permission-tables.js';

const file = new URL('../docs/permissions.md', import.meta.url);
const document = JSON.parse(await readFile(new URL('../openapi/openapi.json', import.meta.url), 'utf8'));
await writeFile(file, withTables(await readFile(file, 'utf8'), document));
