import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { readPeople as readFile } from '../../src/flows/people-import/read.js';
import { named, readPeople, readStories, strangers } from './corpus.js';
import { evaluate, precision, recall, rightPerson, type Score } from './score.js';

const here = new URL('.', import.meta.url).pathname;
const { values } = parseArgs({
  options: {
    stories: { type: 'string', multiple: true, default: [`${here}stories`, `${here}held-out/stories`] },
    people: { type: 'string', multiple: true, default: [`${here}people.json`, `${here}held-out/people.json`] },
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
  const { scores, total } = evaluate(readStories(pathToFileURL(`${directory}/`.replace(/\/+$/, '/'))), [
    ...people,
    ...noise,
    ...strangers(Number(values.strangers)),
  ]);
  process.stdout.write(
    '| story | marked | found | precision | recall | right person |\n| --- | --- | --- | --- | --- | --- |\n',
  );
  for (const score of scores) process.stdout.write(`${row(score)}\n`);
  totals.push(total);
  process.stdout.write(`${row(total)}\n\n`);
  for (const { name, wrong } of scores) for (const line of wrong) process.stdout.write(`${name}: ${line}\n`);
  process.stdout.write('\n');
}

const sum = (of: (score: Score) => number) => totals.reduce((all, score) => all + of(score), 0);
process.stdout.write(
  `${row({
    name: 'all sets',
    marked: sum(({ marked }) => marked),
    found: sum(({ found }) => found),
    exact: sum(({ exact }) => exact),
    right: sum(({ right }) => right),
    wrong: [],
  })}\n`,
);
