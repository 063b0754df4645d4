import t from 'tap';
import { rss } from '../../../src/flows/imports/formats/rss/index.js';
import { parseTime } from '../../../src/flows/imports/normalisation/dates.js';
import { only } from './formats/fixtures/reading.js';

t.test('reads the dates of feeds with years of two digits, names of zones and clocks of twelve hours', async (t) => {
  const cases: [text: string, time: string | undefined][] = [
    ['Sun, 03 Nov 24 10:00:00 GMT', '2024-11-03T10:00:00.000Z'],
    ['03 Nov 98 10:00 EST', '1998-11-03T15:00:00.000Z'],
    ['Sun, 03 Nov 2024 10:00:00 CET', '2024-11-03T09:00:00.000Z'],
    ['Wed, 03 Jul 2024 10:00:00 CEST', '2024-07-03T08:00:00.000Z'],
    ['Nov. 3, 2024 10:30 AM EST', '2024-11-03T15:30:00.000Z'],
    ['Nov. 3, 2024 12:30 p.m.', '2024-11-03T12:30:00.000Z'],
    ['Nov. 3, 2024 12:30 am', '2024-11-03T00:30:00.000Z'],
    ['Nov. 3, 2024 13:30 pm', undefined],
    ['Sun, 03 Nov 2024 10:00:00 XYZT', undefined],
    ['3 Nov 24', undefined],
  ];
  for (const [text, time] of cases) t.equal(parseTime(text)?.toISOString(), time, text);
  const feed = `<rss version="2.0"><channel><title>C</title><item><guid>1</guid><title>H</title><description>T</description><pubDate>Sun, 03 Nov 24 10:00:00 CET</pubDate></item></channel></rss>`;
  t.strictSame((await only(rss, feed)).publishedAt, new Date('2024-11-03T09:00:00Z'));
});
