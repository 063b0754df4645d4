import { type Element, textLengthOutsideLinks, textOf } from './dom.js';

/** The words before links to other articles. */
const linkLabels = new RegExp(
  `^(?:${[
    'read (?:more|also|next)|also read|related(?: (?:stories|articles|coverage|links?))?|see also|more on this(?: story)?|recommended',
    'lesen sie (?:auch|mehr|dazu)|mehr (?:dazu|zum thema)|auch interessant|siehe auch',
    '(?:à )?lire (?:aussi|également)|à lire|voir aussi|sur le même sujet',
    '(?:lea|lee) (?:también|más)|leer más|te puede interesar|vea también|ver también',
    'leia (?:também|mais)|veja (?:também|mais)|saiba mais',
    'leggi anche|per approfondire',
    'lees (?:ook|meer|verder)',
    'läs (?:mer|också|även|vidare)|les (?:også|mer)|læs (?:også|mere)|lue (?:myös|lisää)',
    'czytaj (?:też|także|również|więcej|dalej)|zobacz (?:też|także|również)|přečtěte si (?:také|více)|čtěte (?:také|i)',
    '(?:читайте|читать|смотрите) (?:также|ещё|еще|далее)|по теме|читайте (?:також|ще)',
    'ilgili haber(?:ler)?|(?:ayrıca|bunu da) oku(?:yun|yunuz)?',
    'διαβάστε (?:επίσης|ακόμ[αη]|περισσότερα)',
    'اقرأ (?:أيضا|أيضًا|المزيد)|إقرأ أيضا|קראו (?:גם|עוד)',
    '相关(?:阅读|报道|新闻)|延伸阅读|関連記事|あわせて読みたい|관련 ?기사',
  ].join('|')})\\s*[:：>»–—-]*\\s*`,
  'iu',
);

const advertisementLines =
  /^(?:(?:story|article) continues (?:below|after)(?: (?:the |this )?ad(?:vertisement)?s?)?|advertisement|anzeige|publicité|publicidad|publicidade|pubblicità|advertentie|reklama|реклама|reklam|διαφήμιση|إعلان|広告|广告)\.?$/iu;

const rightsPhrases =
  /all rights reserved|alle rechte vorbehalten|tous droits réservés|(?:todos los derechos|todos os direitos) reservados|tutti i diritti riservati|alle rechten voorbehouden|med ensamrätt|wszelkie prawa zastrzeżone|все права защищены|усі права захищені|her hakkı saklıdır|tüm hakları saklıdır|με επιφύλαξη παντός δικαιώματος|جميع الحقوق محفوظة|כל הזכויות שמורות|無断転載|版权所有/iu;

const maxLineLength = 200;

/**
 * Returns why a line is no text of an article: it has only a label and links to other articles, or it announces an
 * advertisement, or it reserves rights. Returns null for other lines.
 */
export function reasonOfLine(line: Element): string | null {
  const text = textOf(line);
  if (text.length > 2 * maxLineLength) return null;
  const label = linkLabels.exec(text)?.[0];
  if (label !== undefined && label !== text && line.querySelector('a') !== null)
    if (textLengthOutsideLinks(line) <= label.length) return 'related-links';
  if (text.length > maxLineLength) return null;
  if (advertisementLines.test(text)) return 'advertisement';
  const rights = rightsPhrases.exec(text);
  // In a longer text, the words can be those of somebody.
  return rights !== null && (/^(?:©|\(c\)|copyright\b)/i.test(text) || text.length < rights[0].length + 40)
    ? 'page-furniture'
    : null;
}
