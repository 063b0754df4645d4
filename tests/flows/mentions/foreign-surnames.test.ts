import t from 'tap';
import { alias, markMentions, person } from './marked-text.js';

const leaders = [
  person({
    name: 'Donald Trump',
    aliases: [alias('ドナルド・トランプ'), alias('唐纳德·特朗普'), alias('도널드 트럼프')],
  }),
  person({ name: 'Angela Merkel', aliases: [alias('アンゲラ・メルケル')] }),
  person({ name: 'Olaf Scholz', aliases: [alias('奥拉夫·朔尔茨')] }),
  person({ name: 'Joe Biden', aliases: [alias('乔·拜登')] }),
];

t.test('finds the surname of a transliterated name that stands alone in Chinese, Japanese and Korean', async (t) => {
  for (const text of [
    '[ドナルド・トランプ]大統領が来日した。[トランプ]氏は笑った。[トランプ]政権は続く。',
    '[アンゲラ・メルケル]首相が来日した。[メルケル]氏は笑った。',
    '美国总统[唐纳德·特朗普]来访。[特朗普]抵达北京。当天晚上[特朗普]发表讲话。',
    '德国总理[奥拉夫·朔尔茨]来访。[朔尔茨]还会见了记者。记者问[朔尔茨]。',
    '美国总统[乔·拜登]来访。[拜登]说他很高兴。',
    '[도널드 트럼프] 대통령이 왔다. [트럼프]는 웃었다. [트럼프] 대통령은 떠났다.',
    '[唐纳德·特朗普]来访。伊万卡·特朗普也来了。特朗普大厦很高。',
    '[ドナルド・トランプ]が来た。イヴァンカ・トランプさんも来た。トランプタワーは高い。',
    '特朗普抵达北京。',
  ])
    t.equal(markMentions(leaders, text), text, text);
});

t.test('does not find a Chinese name whose last character begins the next word', async (t) => {
  const people = [person({ name: '李克强' }), person({ name: '习近平' })];
  for (const text of ['李克强调安全。', '总理[李克强]强调安全。', '[李克强]说他来了。', '[习近平]时代开始了。'])
    t.equal(markMentions(people, text), text, text);
});
