import type { WordForm } from './forms.js';

/** Groups of given names that the same person may bear: short forms, and spellings of the same foreign name. Folded. */
const groups = `alexander aleksandr alexandr alex sasha; alexei alexey aleksei; andrei andrey; sergei sergey; dmitri dmitry dmitrii; yuri yury iurii;
  nikolai nikolay; vasily vasili; yevgeny evgeny evgeni; mikhail michail; vladimir volodymyr; oleksandr olexandr;
  mohammed mohammad muhammad mohamed mohamad; ahmed ahmad; hussein husain hussain husayn; hassan hasan; abdullah abdallah; yousef yusuf youssef yusef;
  khaled khalid; omar umar; said saeed sayed; ali aly; ibrahim ebrahim; mahmoud mahmud; rashid rasheed;
  william bill will billy; robert bob rob bobby; richard rick dick; james jim jimmy jamie; john jack johnny; joseph joe joey; charles chuck charlie;
  edward ed eddie; theodore ted teddy; thomas tom tommy; michael mike mick; daniel dan danny; david dave; donald don; ronald ron ronnie; kenneth ken;
  gerald gerry jerry; lawrence larry; raymond ray; stephen steve steven; anthony tony; benjamin ben; samuel sam; timothy tim; gregory greg; jeffrey jeff;
  christopher chris; matthew matt; nicholas nick; patrick pat; peter pete; philip phil phillip; andrew andy drew; albert al; frederick fred; douglas doug;
  franklin frank; bernard bernie; mitchell mitch; walter walt; leonard len lenny; nathaniel nate nathan; zachary zach; joshua josh; jonathan jon; vincent vince;
  elizabeth liz beth betty eliza; margaret maggie peggy meg; katherine kathy kate katie kathryn catherine cathy; deborah debbie debra; patricia pat patty;
  barbara barb; susan sue susie; jennifer jen jenny; rebecca becky; pamela pam; cynthia cindy; jacqueline jackie; judith judy; gabrielle gabby; condoleezza condi;
  victoria vicky; christina tina chris; alexandra alex sandra; kimberly kim; amanda mandy; samantha sam; nancy nan; madeleine maddie; abigail abby;
  georg jorg; johannes hans; friedrich fritz; wilhelm willi willy; francois francis; jose pepe; francisco paco`;

const variants = new Map<string, Set<string>>();
for (const group of groups.split(';')) {
  const names = group.trim().split(/\s+/);
  for (const name of names) {
    const others = variants.get(name) ?? new Set();
    for (const other of names) if (other !== name) others.add(other);
    variants.set(name, others);
  }
}

const none: readonly WordForm[] = [];
const forms: ReadonlyMap<string, readonly WordForm[]> = new Map(
  [...variants].map(([name, others]) => [
    name,
    [...others].map((key): WordForm => ({ key, skip: 0, cut: 0, isExact: false })),
  ]),
);

/** Returns other given names that a person with this folded given name may be printed with. */
export const givenNameVariants = (key: string): readonly WordForm[] => forms.get(key) ?? none;
