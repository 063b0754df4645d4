import { places } from './vocabulary.js';

/** The words of one language. A `{slot}` in a sentence is replaced by a word of the list with that name. */
type Language = {
  who: string[];
  did: string[];
  what: string[];
  where: string[];
  thing: string[];
  quality: string[];
  when: string[];
  sentences: string[];
};

const list = (text: string) => text.split('|');

const en: Language = {
  who: list(
    'Ministers|Harbour pilots|Teachers|Surgeons|Rail unions|Central bankers|Farmers|Judges|Researchers|City councillors|Ferry operators|Museum directors|Tenants|Coaches|Voters|Prosecutors|Small investors|Nurses|Party leaders|Archivists|Fishing crews|Students|Builders|Insurers|Opposition members|Bus drivers|Border guards|Astronomers|Publishers|Brewers|Doctors|Auditors|Bakers|Parish priests|Cyclists|Orchestra players|Conservationists|Chemists|Shopkeepers|Translators',
  ),
  did: list(
    'welcome|reject|delay|question|defend|cut short|rewrite|celebrate|postpone|sign|leave|revive|test|block|support|investigate|abandon|expand|publish|agree on|vote down|rebuild|audit|return to|warn against',
  ),
  what: list(
    'plan for a new bridge|budget for hospitals|pension reform|night train|water rules|treaty on fisheries|offshore wind farm|school timetable|rent freeze|vaccine trial|debate on borders|opera season|coal phase-out|airport runway|talks on tariffs|privacy law|cycling network|flood barrier|minimum wage|census|library closures|satellite launch|steel merger|youth league|land register|heritage list|speed limits|organic label|prison report|language course|harvest forecast|tram extension|bond auction|search for survivors|film prize|county election|peace mission|parking fees|fuel subsidy|election recount',
  ),
  where: list(
    'in the north|on the coast|after a long night|despite protests|before the summer|for a second time|at the last minute|in record time|without a vote|across the border|as costs rise|under new management|in the capital|after years of delay|with cautious hope|at a stormy meeting|in the valley|behind closed doors|for the first time|as winter nears|on the islands|amid doubts|by a single vote|as prices fall|in the old town|with help from abroad|before the court|at half the cost|on a rainy day|after the flood|in the suburbs|with a new team|as talks resume|for now|in a final push|over the weekend|at the border|without warning|to general surprise|once more',
  ),
  thing: list(
    'committee|report|contract|harbour|railway|hospital|market|statement|tunnel|inquiry|archive|vote|agreement|strike|company|school|season|loan|ruling|survey|treaty|forecast|campaign|licence|warehouse|court|theatre|district|observatory|charity|orchard|reservoir|engine|turbine|manuscript|portrait|stadium|squad|tournament|cabinet|ballot|border|convoy|satellite|laboratory|vaccine|patient|ward|premium|dividend|tariff|subsidy|pension|mortgage|landlord|tenant|ferry|pilot|runway|timetable|ticket|bicycle|glacier|estuary|meadow|harvest|vineyard|brewery|bakery|choir|symphony|novel|verdict|witness|appeal|sentence|constable|patrol|embassy|envoy|mission|garrison|amendment|quorum|mayor|parish|census|archive room|curriculum|lecture|scholarship|apprentice|foundry|quarry|pipeline|reactor|grid|meter|auction|invoice|audit|merger|shareholder',
  ),
  quality: list(
    'cautious|long-awaited|controversial|modest|expensive|independent|regional|unfinished|remarkable|temporary|second|annual|secret|rural|ambitious|technical|surprising|early|final|public|private|joint|fragile|ancient|contested|generous|lengthy|narrow|outspoken|provisional|rare|reluctant|sceptical|seasonal|simple|steep|stubborn|thorough|unanimous|urgent',
  ),
  when: list(
    'on Monday|on Tuesday|on Wednesday|on Thursday|on Friday|at the weekend|last month|in March|in October|this autumn|two years ago|in the evening',
  ),
  sentences: list(
    'The {quality} {thing} near {place} was to be finished {when}, but {num} people are still waiting.|“We never promised a {quality} {thing},” a spokeswoman in {place} said {when}.|According to the {thing}, {num} households would pay for the {quality} {thing}.|Nobody in {place} had expected the {thing} to be so {quality}.|The {thing} and the {thing} were both called {quality} by those who had read the {thing}.|It will take {num} days until the {quality} {thing} can be opened to visitors from {place}.|{who} have asked for a {quality} {thing} since the {thing} was closed {when}.|Critics point to the {thing} of {place}, which cost {num} million and was never used.|“That is a {quality} step,” said the chair of the {thing}, and asked for more time.|A decision on the {thing} is expected {when}; until then the {quality} {thing} stays in force.|Between {place} and {place} the {thing} is the only {quality} link that is left.|More than {num} letters about the {thing} reached the newspaper, most of them {quality}.|The {thing} had been sold {when} for a {quality} sum, which neither side would name.|In {place} the {quality} {thing} has become a matter of pride.|The court will hear {num} witnesses before it rules on the {thing}.',
  ),
};

const de: Language = {
  who: list(
    'Die Minister|Forscherinnen|Lehrer|Notenbanker|Landwirte|Mieter|Richterinnen|Die Länder|Lokführer|Hafenlotsen|Archive|Kliniken|Winzer|Verbände|Gemeinden',
  ),
  did: list(
    'fordern|begrüßen|verschieben|prüfen|verteidigen|beenden|erneuern|feiern|unterschreiben|verlassen|retten|bremsen',
  ),
  what: list(
    'die Brücke am Hafen|den Haushalt|die Rentenreform|den Nachtzug|das Wassergesetz|die Windräder|den Stundenplan|die Mietbremse|den Kohleausstieg|die Landebahn|das Museum|die Ernte|den Vertrag|die Wahl|den Radweg',
  ),
  where: list(
    'im Norden|an der Küste|nach langer Nacht|trotz Protesten|vor dem Sommer|zum zweiten Mal|ohne Abstimmung|in der Hauptstadt|nach Jahren|mit Hilfe der Nachbarn|im Tal|vor Gericht|zum halben Preis|am Wochenende|bis auf Weiteres',
  ),
  thing: list(
    'Ausschuss|Bericht|Vertrag|Hafen|Bahnhof|Markt|Tunnel|Streik|Haushalt|Bezirk|Wald|Verein|Spielplan|Gutachten|Flughafen|Vorschlag|Antrag|Prozess|Fund|Garten',
  ),
  quality: list('vorsichtige|teure|regionale|seltene|gemeinsame|lange|neue|alte|strittige|kleine|öffentliche|letzte'),
  when: list('am Montag|am Dienstag|am Freitag|im Herbst|vor zwei Jahren|im März|am Abend'),
  sentences: list(
    'Der {quality} {thing} bei {place} sollte {when} fertig werden, doch {num} Menschen warten noch.|„Das ist der {quality} {thing}“, sagte eine Sprecherin in {place}.|Nach Angaben der Stadt kostet der {thing} rund {num} Millionen.|In {place} hatte niemand mit dem {thing} gerechnet.|Der {thing} und der {thing} gelten seit Langem als {quality} Aufgabe.|Bis zur Entscheidung {when} bleibt der {quality} {thing} bestehen.',
  ),
};

const fr: Language = {
  who: list(
    'Les ministres|Les chercheurs|Les enseignants|Les banquiers|Les agriculteurs|Les locataires|Les juges|Les sénateurs|Les cheminots|Les pêcheurs|Les archives|Les hôpitaux|Les vignerons|Les communes',
  ),
  did: list(
    'réclament|saluent|reportent|examinent|défendent|achèvent|relancent|célèbrent|signent|quittent|sauvent|freinent',
  ),
  what: list(
    'le pont du port|le budget|la réforme des retraites|le train de nuit|la loi sur l’eau|les éoliennes|le calendrier scolaire|le gel des loyers|la piste|le musée|la récolte|le traité|le scrutin|la piste cyclable',
  ),
  where: list(
    'dans le nord|sur la côte|après une longue nuit|malgré les protestations|avant l’été|pour la seconde fois|sans vote|dans la capitale|après des années|avec l’aide des voisins|dans la vallée|devant le tribunal|à moitié prix|ce week-end',
  ),
  thing: list(
    'rapport|contrat|port|marché|tunnel|projet|conseil|quartier|théâtre|jardin|accord|procès|budget|chantier|réseau|concours',
  ),
  quality: list('prudent|coûteux|régional|rare|commun|ancien|contesté|public|dernier|modeste'),
  when: list('lundi|mardi|vendredi|à l’automne|il y a deux ans|en mars|dans la soirée'),
  sentences: list(
    'Le {thing} {quality} près de {place} devait ouvrir {when}, mais {num} personnes attendent encore.|« C’est un {thing} {quality} », a dit une porte-parole à {place}.|Selon la ville, le {thing} coûtera {num} millions.|À {place}, personne n’attendait le {thing}.|Le {thing} et le {thing} restent liés au {thing} {quality}.',
  ),
};

const es: Language = {
  who: list(
    'Los ministros|Las investigadoras|Los maestros|Los banqueros|Los agricultores|Los inquilinos|Las juezas|Los senadores|Los maquinistas|Los pescadores|Los archivos|Los hospitales|Los viticultores|Los ayuntamientos',
  ),
  did: list('piden|celebran|aplazan|revisan|defienden|terminan|renuevan|firman|abandonan|rescatan|frenan|apoyan'),
  what: list(
    'el puente del puerto|el presupuesto|la reforma de las pensiones|el tren nocturno|la ley del agua|el parque eólico|el calendario escolar|la pista|el museo|la cosecha|el tratado|las elecciones|el carril bici|el censo',
  ),
  where: list(
    'en el norte|en la costa|tras una larga noche|pese a las protestas|antes del verano|por segunda vez|sin votación|en la capital|después de años|con ayuda de los vecinos|en el valle|ante el tribunal|a mitad de precio|este fin de semana',
  ),
  thing: list(
    'informe|contrato|puerto|mercado|túnel|proyecto|consejo|barrio|teatro|jardín|acuerdo|juicio|presupuesto|plan|concurso|estadio',
  ),
  quality: list('prudente|costoso|regional|raro|común|antiguo|polémico|público|último|modesto'),
  when: list('el lunes|el martes|el viernes|en otoño|hace dos años|en marzo|por la tarde'),
  sentences: list(
    'El {thing} {quality} cerca de {place} debía abrir {when}, pero {num} personas siguen esperando.|«Es un {thing} {quality}», dijo una portavoz en {place}.|Según la ciudad, el {thing} costará {num} millones.|En {place} nadie esperaba el {thing}.|El {thing} y el {thing} dependen del {thing} {quality}.',
  ),
};

export const languages = { en, de, fr, es };

export const placeAt = (n: number) => places[n % places.length] ?? '';
