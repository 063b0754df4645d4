import t from 'tap';
import { htmlPage } from '../../../../src/flows/imports/formats/html-page/index.js';
import { newsmlG2 } from '../../../../src/flows/imports/formats/newsml-g2/index.js';
import { text } from '../../../../src/flows/imports/formats/text/index.js';
import { only, reasonsOf } from './fixtures/reading.js';

const prose = 'Dockers at the old harbour voted on Sunday to go on with their strike.';
const headline = 'Harbour strike enters second week';

type Case = { dateline: string; place: string; agencies: string[]; date?: string; reported?: string[] };

const cases: Case[] = [
  { dateline: 'Berlin (dpa) - ', place: 'Berlin', agencies: ['dpa'] },
  { dateline: 'Berlin (dpa/AFP) - ', place: 'Berlin', agencies: ['dpa', 'AFP'] },
  { dateline: 'LISBON, Portugal (AP) — ', place: 'LISBON, Portugal', agencies: ['AP'] },
  { dateline: 'LISBON, Nov 3 (Reuters) - ', place: 'LISBON', agencies: ['Reuters'], reported: ['Nov 3'] },
  { dateline: 'LISBON, Nov 3, 2024 (Reuters) - ', place: 'LISBON', agencies: ['Reuters'], date: '2024-11-03' },
  { dateline: 'ATHENS (Own report) — ', place: 'ATHENS', agencies: [], reported: ['Own report'] },
];

const files = {
  text: (dateline: string) => only(text, `${headline}\n\n${dateline}${prose}\n\n${prose}\n`),
  'html-page': (dateline: string) =>
    only(
      htmlPage,
      Buffer.from(
        `<html lang="en"><body><article><h1>${headline}</h1><p>${dateline}${prose}</p><p>${prose}</p></article></body></html>`,
      ),
    ),
  'newsml-g2': (dateline: string) =>
    only(
      newsmlG2,
      `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:wire.example:20241103:a" version="1"><itemMeta><itemClass qcode="ninat:text"/></itemMeta><contentMeta><headline>${headline}</headline><dateline>${dateline}</dateline></contentMeta><contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>${prose}</p></body></html></inlineXML></contentSet></newsItem>`,
    ),
};

for (const [format, read] of Object.entries(files))
  t.test(`makes the agency in a dateline a syndicated source (${format})`, async (t) => {
    for (const { dateline, place, agencies, date, reported = [] } of cases) {
      const draft = await read(dateline);
      t.equal(draft.dateline, place, dateline);
      t.strictSame(
        draft.sources,
        agencies.map((name) => ({ name, url: null, relation: 'syndicated' })),
        dateline,
      );
      t.equal(draft.publishedAt?.toISOString().slice(0, 10), date, dateline);
      t.strictSame(
        reasonsOf(draft).filter((one) => one.includes('dateline')),
        reported.map((part) => `"${part}" in the dateline: no-place-for-it`),
        dateline,
      );
      t.match(draft.body, /^(?:<[^<>]*>\s*)+Dockers at the old harbour/, dateline);
    }
  });

t.test('reports the day of a dateline if the article has another date', async (t) => {
  const draft = await only(text, `${headline}\n4 November 2024\n\nLISBON, Nov 3, 2024 (AP) — ${prose}\n\n${prose}\n`);
  t.strictSame(draft.publishedAt, new Date('2024-11-04'));
  t.strictSame(reasonsOf(draft), ['"Nov 3, 2024" in the dateline: no-place-for-it']);
});
