import t from 'tap';
import { compileDirectory, link } from '../../../src/flows/mentions/linker/index.js';
import { person } from './marked-text.js';

const directory = compileDirectory(['Hillary Clinton', 'Bill Clinton'].map((name) => person({ name })));

/** Returns whom the last name of the body means, or how the linker doubts. */
function lastOf(body: string, headline?: string): string {
  const { mentions } = link({ body, date: '2017-05-01', ...(headline === undefined ? {} : { headline }) }, directory);
  const last = mentions.filter(({ field }) => field === 'body').at(-1);
  return last?.person?.name ?? last?.status ?? 'nothing';
}

t.test('takes the relative in the headline for the one whom a surname alone means', async (t) => {
  const body = 'Hillary Clinton ran in 2016. Her husband Bill Clinton campaigned. Clinton conceded.';
  t.equal(lastOf(body, 'Hillary Clinton concedes'), 'Hillary Clinton');
  t.equal(lastOf(body, 'Bill Clinton campaigns'), 'Bill Clinton');
  t.equal(
    lastOf(
      'Bill Clinton came. Bill Clinton sat.\n\nHillary Clinton spoke. Bill Clinton slept. Clinton left.',
      'Hillary Clinton speaks',
    ),
    'Hillary Clinton',
  );
});

t.test('takes the relative whom the article names most for the one whom a surname alone means', async (t) => {
  t.equal(
    lastOf('Hillary Clinton ran. Hillary Clinton lost. Clinton wept. Bill Clinton campaigned. Clinton conceded.'),
    'Hillary Clinton',
  );
  t.equal(
    lastOf('Bill Clinton ran. Bill Clinton lost. Clinton wept. Hillary Clinton campaigned. Clinton conceded.'),
    'Bill Clinton',
  );
  t.equal(lastOf('Hillary Clinton and Bill Clinton came. Clinton spoke.'), 'suggested', 'both are named once');
});
