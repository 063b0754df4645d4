import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { readPeople, readStories, strangers } from './corpus.js';
import { evaluate, precision, recall, rightPerson, type Score } from './score.js';

const { values } = parseArgs({
  options: {
    stories: { type: 'string', default: new URL('stories/', import.meta.url).pathname },
    people: { type: 'string', default: new URL('people.json', import.meta.url).pathname },
    strangers: { type: 'string', default: '10000' },
  },
});

const stories = readStories(pathToFileURL(`${values.stories}/`.replace(/\/+$/, '/')));
const { scores, total } = evaluate(stories, [
  ...readPeople(pathToFileURL(values.people)),
  ...strangers(Number(values.strangers)),
]);

const row = (score: Score) =>
  `| ${score.name} | ${score.marked} | ${score.found} | ${precision(score).toFixed(3)} | ${recall(score).toFixed(3)} | ${rightPerson(score).toFixed(3)} |`;

process.stdout.write(
  '| story | marked | found | precision | recall | right person |\n| --- | --- | --- | --- | --- | --- |\n',
);
for (const score of scores) process.stdout.write(`${row(score)}\n`);
process.stdout.write(`${row(total)}\n\n`);
for (const { name, wrong } of scores) for (const line of wrong) process.stdout.write(`${name}: ${line}\n`);
