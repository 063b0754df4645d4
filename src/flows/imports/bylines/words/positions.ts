/** Stems of words for a position, such as `Redakteurin`. A text with one of them is a title. */
export const positionWord = new RegExp(
  `(?:^|[\\s/-])(?:${[
    'writers?|co-?writer|reporters?|correspondents?|editors?|sub-?editor|columnists?|contributors?|critic|journalists?|producers?|presenters?|broadcaster|analysts?|photographers?|photojournalist|videographer|professors?|prof|lecturers?|fellow|researchers?|research (?:associate|assistant)|scientists?|economists?|historians?|director|president|vice[- ]president|chair(?:man|woman|person)?|manager|specialist|strategist|intern|blogger|host|anchor|commentator|secretary|founder|co-?founder|ceo|cto|cfo|officer|minister|lawyer|attorney|physician|student|candidate|author|novelist|poet|freelancer?|bureau chief|desk chief|chief executive|head of \\p{L}+|adviser|advisor|consultant|expert|engineer|designer|illustrator|translator|spokes(?:man|woman|person)|member|staff|senator|governor|mayor|phd|md|jd|mba',
    'korrespondent\\p{L}*|\\p{L}*redakteur\\p{L}*|\\p{L}*redaktør\\p{L}*|redaktör\\p{L}*|redactrice|redacteur\\p{L}*|redactor\\p{L}*|journalist\\p{L}*|\\p{L}*reporter(?:in|innen)?|autorin|volontär\\p{L}*|chefredakt\\p{L}*|dozent\\p{L}*|\\p{L}*professor\\p{L}*|forscher\\p{L}*|wissenschaftler\\p{L}*|fotograf\\p{L}*|kolumnist\\p{L}*|(?:ressort|redaktions|studio|büro|abteilungs|politik|kultur|sport)?leiter(?:in)?|mitarbeiter(?:in|s)?|schriftsteller\\p{L}*',
    'rédact(?:eur|rice)s?|correspondante?s?|envoyée?s?|journalistes?|chroniqueu(?:r|se)|éditorialiste|grand reporter|chercheu(?:r|se)|professeure?|maître de conférences|historienne?|économiste|directeur|directrice|écrivaine?',
    'periodista|corresponsal(?:es)?|enviad[oa]s?|redactor[a]?|catedrátic[oa]|profesor[a]?|escritor[a]?|investigador[a]?|director[a]|economista|columnista|repórter|jornalista|correspondente|colunista|editor[a]|enviad[oa] especial|professora?|escritora?|pesquisador[a]?',
    'giornalista|corrispondente|inviat[oa]|cronista|direttore|direttrice|professore|professoressa|ricercat(?:ore|rice)|scrittore|scrittrice|editorialista',
    'verslaggever|verslaggeefster|correspondent[e]?|hoofdredacteur|columniste|hoogleraar|onderzoeker|freelancejournalist|medewerker|historicus',
    'kommentator|skribent|frilans\\p{L}*|journalisten|reporteren|forsker|forskare|korrespondent|toimittaja|päätoimittaja|tutkija|professori|kirjailija|kirjeenvaihtaja|toimituspäällikkö',
    'dziennikar(?:z|ka)|redaktor(?:ka)?|reporter(?:ka)?|publicyst(?:a|ka)|profesor|korespondent(?:ka)?|novinář(?:ka)?|autorka|zpravodaj(?:ka)?|redaktorzy|komentátor(?:ka)?',
    'مراسلة?|مراسلو|محررة?|صحف[يى]ة?|صحافي?ة?|كاتبة?|أستاذة?|باحثة?|رئيسة? تحرير|כתבת?|עורכת?|פרשנית?|עיתונאית?|خبرنگار',
    'журналист(?:ка)?|журналістка|корреспондент(?:а|ы|ка)?|кореспондент(?:ка)?|редактор(?:ка)?|обозреватель|собкор|спецкор|колумнист|профессор|писатель|автор|политолог|экономист|историк',
    'gazeteci|muhabir\\p{L}*|yazar|jurnalist[ăa]?|újságíró|szerkesztő|δημοσιογράφος|ανταποκρ\\p{L}+|αρθρογράφος|καθηγητ\\p{L}+|συγγραφέας|συντάκτ\\p{L}+|αρχισυντάκτ\\p{L}+|διευθυντ\\p{L}+',
  ].join('|')})(?=$|[\\s,.;:/-])`,
  'iu',
);

/** The positions of people who report from a place. What follows `in` after another position is a subject. */
export const reporterWord =
  /(?:correspondent|korrespondent|corresponsal|corrispondent|correspondant|enviad|envoyée?|inviat|reporter|repórter|writer|editor|journalist|chief|redakteur|periodista|корреспондент|кореспондент|korespondent|журналист|dziennikar|zpravodaj|muhabir|novinář|toimittaja|kirjeenvaihtaja|собкор|спецкор|ανταποκρ|staff|verslaggever)\p{L}*/iu;

/** Words before a position, with which a title without a comma may begin: `Jane Doe Political editor`. */
export const titleModifiers: ReadonlySet<string> = new Set(
  (
    'staff senior chief political politics diplomatic science sports sport business economics education health home foreign defence defense ' +
    'environment environmental technology tech media legal social affairs world europe european africa african asia asian china russia us uk middle east ' +
    'north south west america american washington religion royal arts culture culture&media transport travel food climate data investigations ' +
    'investigative special national international deputy assistant associate managing executive contributing freelance guest opinion features ' +
    'literary film music theatre art crime security energy financial finance consumer personal money community local regional city area ' +
    'state congressional white-house white house news web digital online video photo picture live general assignment court housing labor labour ' +
    'former ex bureau visiting emeritus distinguished research policy lead principal co our own special'
  ).split(' '),
);
