import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { readPeople as readFile } from '../../src/flows/people-import/read.js';
import { named, readPeople, readStories, strangers } from './corpus.js';
import { readQuotes, scoreQuotes } from './quotes.js';
import { addScores, evaluate, precision, recall, rightPerson, type Score, scoresByLanguage } from './score.js';

const here = new URL('.', import.meta.url).pathname;
/** The folders of the sets, each with its articles and its people. */
const sets = [
  '',
  'held-out/',
  'languages/',
  'held-out-2/',
  'languages-2/',
  'held-out-3/',
  'languages-3/',
  'languages-4/',
];
const { values } = parseArgs({
  options: {
    stories: {
      type: 'string',
      multiple: true,
      default: sets.map((set) => `${here}${set}stories`),
    },
    people: {
      type: 'string',
      multiple: true,
      default: sets.map((set) => `${here}${set}people.json`),
    },
    strangers: { type: 'string', default: '10000' },
    directory: { type: 'string', multiple: true, default: [] },
  },
});

const imported = values.directory.flatMap((file) =>
  readFile(readFileSync(file, 'utf8'), basename(file)).records.map(({ input }, n) =>
    named(input, `${basename(file)}-${n}`),
  ),
);

const row = (score: Score) =>
  `| ${score.name} | ${score.marked} | ${score.found} | ${precision(score).toFixed(3)} | ${recall(score).toFixed(3)} | ${rightPerson(score).toFixed(3)} |`;

const totals: Score[] = [];
for (const [set, directory] of values.stories.entries()) {
  const people = readPeople(pathToFileURL(values.people[set] ?? values.people[0] ?? ''));
  const known = new Set(people.flatMap(({ name, aliases }) => [name, ...aliases.map((alias) => alias.name)]));
  const noise = imported.filter(
    ({ name, aliases }) => ![name, ...aliases.map((alias) => alias.name)].some((one) => known.has(one)),
  );
  const { scores, total, mentions } = evaluate(readStories(pathToFileURL(`${directory}/`.replace(/\/+$/, '/'))), [
    ...people,
    ...noise,
    ...strangers(Number(values.strangers)),
  ]);
  process.stdout.write(
    '| story | marked | found | precision | recall | right person |\n| --- | --- | --- | --- | --- | --- |\n',
  );
  for (const score of scores) process.stdout.write(`${row(score)}\n`);
  totals.push(total);
  for (const score of scoresByLanguage(scores)) process.stdout.write(`${row(score)}\n`);
  process.stdout.write(`${row(total)}\n\n`);
  const quotes = readQuotes(join(dirname(directory.replace(/\/+$/, '')), 'quotes.tsv'));
  if (quotes.length > 0) {
    const { wanted, found, exact, right, wrong } = scoreQuotes(quotes, mentions);
    process.stdout.write(
      `Quotes: ${wanted} wanted, ${found} found, ${exact} of them with the right words, ${right} of these with the right speaker\n\n`,
    );
    for (const line of wrong) process.stdout.write(`${line}\n`);
  }
  for (const { name, wrong } of scores) for (const line of wrong) process.stdout.write(`${name}: ${line}\n`);
  process.stdout.write('\n');
}

process.stdout.write(`${row(addScores('all sets', totals))}\n`);
