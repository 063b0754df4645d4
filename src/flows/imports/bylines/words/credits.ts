/** What the words of a credit say about the names after them. */
export type CreditKind =
  /** They wrote the article. */
  | 'author'
  /** They contributed in the printed way, which becomes their title: `Translated by`. */
  | 'contributor'
  /** They made pictures. An agency of pictures is not a source of the text. */
  | 'picture'
  /** The text comes from there. */
  | 'source';

/**
 * The phrases that open a credit, separated by semicolons. A phrase with a colon at its end must be followed by one, or by
 * a slash or equals sign.
 */
export const creditPhrases: Readonly<Record<CreditKind, string>> = {
  author: `
    text/foto:; text/fotos:; texte/photo:; texte/photos:; texto/foto:; texto/fotos:; testo/foto:; tekst/foto:; text / foto:; text / fotos:; texte / photos:; texto / fotos:;
    by; by:; story by; story:; written by; words by; words:; text by; text:; report by; reporting by; reported by;
    from; posted by; published by; contributed by; submitted by; text; texte; texto; textos; testo; teksti; author:; authors:; about the author:; avatar of;
    headshot of; photo of; picture of; portrait of; more stories by; more by; more from; read more by;
    read more from; view all posts by; all posts by; posts by; see all by; follow; interview by; text and photos by;
    text and photographs by; words and pictures by; story and photos by; compiled by; as told to; analysis by;
    opinion by; review by; commentary by; from the pen of; column:; comment:; commentary:; opinion:; analysis:; review:; editorial:; essay:;
    von; texte:; text von; kommentar:; kolumne:; analyse:; meinung:; leitartikel:; glosse:; kritik:; bericht:; reportage:; essay:; gastbeitrag:;
    die fragen stellte; die fragen stellten; das gespräch führte; das gespräch führten; das interview führte; das interview führten; gespräch:; interview:; text und fotos:;
    text und foto:; text & fotos:; autor:; autorin:; autoren:; mehr von; mit material von; protokoll:;
    aufgezeichnet von; geschrieben von; par; textes:; texte par; propos recueillis par; auteur:; auteure:; autrice:;
    auteurs:; écrit par; tous les articles de; publié par; rédigé par; par:; chronique:; tribune:; entretien:; éditorial:; enquête:; récit:; por; por:; opinión:; análisis:; crónica:; entrevista:; columna:;
    opinião:; análise:; crônica:; coluna:; reportagem:; reportaje:; commento:; analisi:; intervista:; interview; column; texto:; textos:; texto de;
    texto por; autora:; autores:; escrito por; publicado por; más artículos de; artículos de; entrevista de;
    texto y fotos:; mais artigos de; redactado por; di; testo:; testi:; testo di; testi di; a cura di; articolo di;
    autore:; scritto da; pubblicato da; intervista di; door; door:; tekst:; tekst; meer artikelen van;
    geschreven door; tekst en foto:; tekst en foto's:; geplaatst door; av; af; av:; af:; tekst og foto:;
    tekst og foto; text och foto:; skrevet av; skrevet af; skriven av; publisert av; kirjoittanut; teksti:;
    teksti ja kuvat:; kirjoittaja:; autorka:; autorzy:; napsal; napsala; napsali; napísal; napísala; napisał; napisała; skrev; oprac.; opracowanie:; opracował; opracowała; opracowali; wywiad:; komentarz:; felieton:; komentář:; rozhovor:; glosa:; reportasje:; intervju:; kronikk:; krönika:; analys:; debatt:; leder:; ledare:;
    haastattelu:; kommentti:; analyysi:; dodał:;
    dodała:; rozmawiał; rozmawiała; rozmawiali; przygotował; przygotowała; przygotowali; přip.; připravil; připravila; autoři:; napsal:;
    yazan:; yazar:; haber:; röportaj:; muhabir:; muhabirler:; hazırlayan:; söyleşi:; yorum:; de:; scris de; autori:; un articol de; szöveg:; írta; írták; szerző:; szerzők:; interjú:; riport:; piše:; pišu:; piše; razgovarao:; razgovarala:; avtor:; avtorica:; autors:; autorius:;
    penulis:; pewarta:; reporter:; oleh:; bài:; tác giả:; theo:; автор:; авторы:; автори:;
    авторка:; текст:; подготовил; подготовила; подготовили; записал; записала; записали; беседовал; беседовала; беседовали; интервью:; репортаж:; комментарий:; колонка:; мнение:; інтерв'ю:; інтерв’ю:;
    розмовляв; розмовляла; записав; підготував;
    підготувала; από; από:; από τον; από την; από τη; του; της; των; συντάκτης:; κείμενο:; γράφει ο; γράφει η; του:;
    της:; επιμέλεια:; συνέντευξη:; συνέντευξη στον; συνέντευξη στην; συνέντευξη στη; ρεπορτάζ:; άποψη:; بقلم; بقلم:; كتب; كتب:; كتبت; كتبت:; إعداد:; إعداد; تقرير:; حوار:; حاوره:; حاورته:; أعده:; מאת; מאת:; כתב:; כתבה:; ראיין:; ראיינה:; نویسنده:; گزارش:
  `,
  contributor: `
    additional reporting by; with additional reporting by; further reporting by; editing by; edited by;
    translated by; translation by; translation:; produced by; graphics by; graphic by; vidéo:; vídeo:; vidéo de; vídeo de; video by; research by;
    reviewed by; medically reviewed by; fact-checked by; fact checked by; checked by; editor:; editors:; additional reporting from; with additional reporting from; with reporting by; with reporting from; with contributions from; additional research by; writing by; übersetzt von; übersetzung:;
    übersetzung von; aus dem englischen von; redaktion:; mitarbeit:; unter mitarbeit von; grafik:; video:;
    bearbeitet von; traduit de l'anglais par; traduit de l’anglais par; traduit par; traduction:; traduction de;
    avec la collaboration de; infographie:; traducción de; traducción:; traducido por; con la colaboración de;
    edición:; tradução de; tradução:; edição:; colaborou; traduzione di; traduzione:; ha collaborato; vertaling:;
    vertaald door; bewerking:; oversatt av; oversat af; översättning:; översatt av; käännös:; tłumaczenie:; tłum.;
    redakcja:; překlad:; перевод:; переклад:; редактор:; μετάφραση:; editör:; çeviri:; çeviren:; fordította:; szerkesztette:; traducere:; prevod:; prijevod:; превод:; penyunting:;
    ترجمة:; تحرير:; ترجمه:; תרגום:; עריכה:
  `,
  picture: `
    photo:; photos:; photo by; photos by; photograph by; photographs by; photography by; photographs:; photography:;
    picture by; pictures by; pictures:; picture:; image:; images:; image by; images by; illustration by;
    illustrations by; illustration:; illustrations:; illustrated by; cartoon by; cartoon:; and photographs by;
    foto:; fotos:; fotos; kuvat; foto von; fotos von; bilder:; bild:; bild; illustration von; illustrationen:; fotografie:;
    fotografien:; photo de; photos de; photographie:; photographies:; illustrations de; dessin:; crédit photo:;
    crédits photo:; fotos de; foto de; fotografía:; fotografía de; fotografías:; fotografías de; ilustración:;
    ilustración de; imagen:; fotografia:; fotografia de; fotografias:; imagem:; ilustração:; foto di; fotografie di;
    illustrazioni di; illustrazione di; illustrazione:; foto's:; foto's; foto's van; beeld:; beeld; illustratie:;
    illustraties:; foto av; foto; fotograf:; kuva:; kuvat:; zdjęcia:; zdjęcie:; fot.; rys.; ilustracja:; фото:;
    иллюстрации:; иллюстрация:; фотографии:; φωτογραφίες:; φωτογραφία:; φωτό:; fotoğraf:; fotoğraflar:; fotky:; fotó:; fotók:; képek:; snimio:; snimila:; снимка:; снимки:; фотограф:; світлини:; ảnh:; تصوير:; عدسة:; צילום:; عکس:
  `,
  source: `
    source:; sources:; quelle:; quellen:; fuente:; fuentes:; fonte:; fonti:; bron:; kilde:; källa:; źródło:; zdroj:;
    источник:; джерело:; πηγή:; lähde:; kaynak:; sursa:; sursă:; forrás:; izvor:; vir:; източник:; sumber:; nguồn:; المصدر:; مصدر:; منبع:; מקור::
  `,
};

/** Words that are also parts of names or common words, so they open a credit only at the start of a part. */
export const onlyAtStart = new Set(
  'interview column piše írta إعداد by von par por di door av af follow tekst text texte texto textos testo teksti foto fotos kuvat bild beeld napsal napsala napsali napísal napísala napisał napisała skrev από του της των colaborou from de كتب كتبت بقلم מאת'.split(
    ' ',
  ),
);

/** A genre and a preposition: `Ein Kommentar von`, `A guest column by`, `Une chronique de`. */
const genres = [
  '(?:guest |opinion )?(?:column|essay|review|opinion|analysis|commentary|post|blog|interview|letter|report|story|article)s? by',
  '(?:[\\p{L}]+-|gast|meinungs)?(?:gastbeitrag|beitrag|kommentar|analyse|essay|kolumne|interview|gespräch|bericht|protokoll|porträt|reportage|rezension|kritik|glosse|leitartikel|meinung)(?: aus \\p{Lu}[\\p{L}]+)? von',
  '(?:chronique|tribune|entretien|analyse|éditorial|reportage|portrait|enquête|récit|critique|billet|article) (?:de|par)',
  '(?:columna|crónica|análisis|entrevista|reportaje|opinión|editorial|tribuna|artículo|coluna|crônica|análise|reportagem|opinião|artigo) (?:de|por)',
  '(?:commento|analisi|intervista|reportage|editoriale|articolo|recensione) di',
  '(?:column|analyse|interview|reportage|verslag|opinie|recensie|essay) (?:van|door)',
  '(?:kommentar|kronikk|krönika|analyse|analys|intervju|interview|reportasje|reportage|leder|debatt) (?:av|af)',
];
export const genre = `(?:(?:ein|eine|un|une|una|um|uma|a|an|the|el|la|een|en|et|ett) )?(?:${genres.join('|')})\\s+`;

/** The credit of a translator that names the language: `Translated from the French by`, `Aus dem Englischen von`. */
const translations = [
  'translated from (?:the )?(?:original )?\\p{L}{3,20} by',
  "traduit (?:de l['’]|du )\\p{L}{3,20}(?: \\([\\p{L}'’. -]{1,30}\\))? par",
  'aus dem \\p{L}{3,20}(?: übersetzt| übertragen)? von',
  '(?:traducid[oa]|traducción) del \\p{L}{3,20} (?:por|de)',
  '(?:traduzid[oa]|tradução) do \\p{L}{3,20} (?:por|de)',
  "(?:tradott[oa]|traduzione) (?:dall['’]|dal )\\p{L}{3,20} (?:da|di)",
  'uit het \\p{L}{3,20} vertaald door',
];
export const translation = `(?:${translations.join('|')})\\s+`;
