import t from 'tap';
import { check, named } from './marked-text.js';

t.test('finds no short Chinese name at the start of a longer name', async (t) => {
  check(t, named('李克', '罗正', '邵平'), [
    '李克强调安全。',
    '李克强说他会来。',
    '总理李克强调安全。',
    '李克强先生来了。',
    '李克新来了。',
    '李克明确表示同意。',
    '罗正和说他会来。',
    '邵平安也参加了会议。',
    '[李克]说他会来。',
    '[罗正]和[李克]说他们会来。',
    '记者[李克]现在退休了。',
    '[邵平]建议再等一年。',
    '[邵平]研究员比较谨慎。',
  ]);
});

t.test('finds a Chinese name that is an ordinary word where a title or a verb shows that it is a name', async (t) => {
  check(t, named('高峰', '王建'), [
    '作家[高峰]二十六日去世。我和[高峰]登上了世界最高峰。洪水的高峰在夜里。',
    '作家[高峰]来了。[高峰]一九九九年入职。高峰登山协会发表了唁电。',
    '高峰时段，车辆绕行。',
    '足协，王建议会后再说。',
  ]);
});

t.test('finds no short Japanese name at the start of a longer name', async (t) => {
  check(t, named('佐藤健太', '高橋真理'), [
    '佐藤健太朗は来た。',
    '高橋真理奈は来た。',
    '[佐藤健太]は来た。',
    '[佐藤健太]夫妻は来た。',
    '[高橋真理]氏は来た。',
  ]);
});

t.test('finds a short Korean name only before a particle that fits its last syllable', async (t) => {
  check(t, named('서지', '서윤', '김수'), [
    '서지은은 왔다.',
    '서지은 씨가 왔다.',
    '서윤아는 왔다.',
    '서윤가 왔다.',
    '김수이가 왔다.',
    '[서지]는 왔다.',
    '[서지]가 왔다.',
    '[서윤]은 왔다.',
    '[서윤]이 왔다.',
    '[김수]를 만났다.',
    '[김수]까지 왔다.',
  ]);
});
