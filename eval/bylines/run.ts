import { fileURLToPath } from 'node:url';
import { precisionOf, recallOf, type Score, scoreFolder } from './score.js';

const percent = (share: number): string => share.toFixed(3);

const rowOf = ({ count, people, organisations, places }: Score) => ({
  bylines: count,
  'people: precision': percent(precisionOf(people)),
  'people: recall': percent(recallOf(people)),
  'organisations: precision': percent(precisionOf(organisations)),
  'organisations: recall': percent(recallOf(organisations)),
  'places: precision': percent(precisionOf(places)),
  'places: recall': percent(recallOf(places)),
});

for (const set of process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['first']) {
  const { all, byFile } = scoreFolder(fileURLToPath(new URL(`sets/${set}`, import.meta.url)));
  console.table({ ...Object.fromEntries([...byFile].map(([name, score]) => [name, rowOf(score)])), all: rowOf(all) });
  for (const difference of all.differences) console.log(difference);
}
