import fc from 'fast-check';
import t from 'tap';
import { languageOf } from '../../src/lib/text-language/index.js';

/** The start of a news story in languages that are told apart by their words. */
const byWords: Readonly<Record<string, string>> = {
  en: 'The harbour council voted on Tuesday evening to keep the old bridge open for another year, although engineers had warned that its pillars would need repairs before the winter storms arrive. Residents said they were relieved but not surprised by the decision.',
  de: 'Der Stadtrat hat am Dienstagabend beschlossen, die alte Brücke noch ein Jahr offen zu halten, obwohl Ingenieure gewarnt hatten, dass ihre Pfeiler vor den Winterstürmen repariert werden müssen. Die Anwohner zeigten sich erleichtert, aber nicht überrascht.',
  fr: "Le conseil municipal a décidé mardi soir de laisser le vieux pont ouvert une année de plus, bien que des ingénieurs aient averti que ses piliers devaient être réparés avant les tempêtes d'hiver. Les habitants se disent soulagés mais pas surpris.",
  es: 'El ayuntamiento decidió el martes por la noche mantener abierto el viejo puente un año más, aunque los ingenieros habían advertido de que sus pilares necesitan obras antes de las tormentas del invierno. Los vecinos se mostraron aliviados.',
  pt: 'A câmara municipal decidiu na noite de terça-feira manter a velha ponte aberta por mais um ano, embora os engenheiros tenham avisado que os seus pilares precisam de obras antes das tempestades do inverno. Os moradores não ficaram surpreendidos.',
  it: 'Il consiglio comunale ha deciso martedì sera di tenere aperto il vecchio ponte per un altro anno, anche se gli ingegneri avevano avvertito che i piloni devono essere riparati prima delle tempeste invernali. Gli abitanti si sono detti sollevati.',
  nl: 'De gemeenteraad heeft dinsdagavond besloten de oude brug nog een jaar open te houden, hoewel ingenieurs hadden gewaarschuwd dat de pijlers voor de winterstormen hersteld moeten worden. De bewoners zeiden dat ze opgelucht maar niet verrast waren.',
  sv: 'Kommunfullmäktige beslutade på tisdagskvällen att hålla den gamla bron öppen ett år till, trots att ingenjörer hade varnat för att dess pelare måste lagas före vinterstormarna. De boende sade att de var lättade men inte förvånade över beslutet.',
  da: 'Byrådet besluttede tirsdag aften at holde den gamle bro åben et år mere, selv om ingeniører havde advaret om, at dens piller skal repareres, før vinterens storme kommer. Beboerne sagde, at de var lettede, men ikke overraskede over beslutningen.',
  nb: 'Bystyret vedtok tirsdag kveld å holde den gamle broen åpen ett år til, selv om ingeniører hadde advart om at pilarene må repareres før vinterstormene kommer. Innbyggerne sa at de var lettet, men ikke overrasket over vedtaket.',
  fi: 'Kaupunginvaltuusto päätti tiistai-iltana pitää vanhan sillan auki vielä vuoden, vaikka insinöörit olivat varoittaneet, että sen pilarit on korjattava ennen talven myrskyjä. Asukkaat sanoivat olevansa helpottuneita mutta eivät yllättyneitä päätöksestä.',
  pl: 'Rada miasta postanowiła we wtorek wieczorem, że stary most pozostanie otwarty jeszcze przez rok, choć inżynierowie ostrzegali, że jego filary wymagają naprawy przed zimowymi burzami. Mieszkańcy mówili, że czują ulgę, ale nie są zaskoczeni.',
  cs: 'Městská rada v úterý večer rozhodla, že starý most zůstane otevřený ještě rok, ačkoli inženýři varovali, že jeho pilíře je třeba opravit dříve, než přijdou zimní bouře. Obyvatelé řekli, že se jim ulevilo, ale že je rozhodnutí nepřekvapilo.',
  sk: 'Mestská rada v utorok večer rozhodla, že starý most zostane otvorený ešte rok, hoci inžinieri varovali, že jeho piliere treba opraviť skôr, než prídu zimné búrky. Obyvatelia povedali, že sa im uľavilo, ale že ich rozhodnutie neprekvapilo.',
  hu: 'A városi tanács kedden este úgy döntött, hogy a régi hidat még egy évig nyitva tartja, bár a mérnökök figyelmeztettek, hogy a pilléreket a téli viharok előtt meg kell javítani. A lakók azt mondták, megkönnyebbültek, de nem lepődtek meg a döntésen.',
  ro: 'Consiliul local a hotărât marți seara să țină podul vechi deschis încă un an, deși inginerii avertizaseră că pilonii săi trebuie reparați înainte de furtunile de iarnă. Locuitorii au spus că sunt ușurați, dar nu sunt surprinși de această decizie.',
  tr: 'Belediye meclisi salı akşamı eski köprüyü bir yıl daha açık tutmaya karar verdi, oysa mühendisler kış fırtınaları gelmeden önce ayaklarının onarılması gerektiği konusunda uyarmıştı. Bölge sakinleri karara şaşırmadıklarını söyledi.',
  hr: 'Gradsko vijeće u utorak je navečer odlučilo da stari most ostane otvoren još godinu dana, iako su inženjeri upozorili da njegove stupove treba popraviti prije zimskih oluja. Stanovnici kažu da im je laknulo, ali da ih odluka nije iznenadila.',
  sl: 'Mestni svet je v torek zvečer odločil, da bo stari most ostal odprt še eno leto, čeprav so inženirji opozorili, da je treba njegove stebre popraviti pred zimskimi nevihtami. Prebivalci so povedali, da jim je odleglo, a da jih odločitev ni presenetila.',
  id: 'Dewan kota pada Selasa malam memutuskan untuk tetap membuka jembatan tua itu selama satu tahun lagi, meskipun para insinyur telah memperingatkan bahwa tiang-tiangnya perlu diperbaiki sebelum badai musim dingin tiba. Warga mengatakan mereka lega.',
  vi: 'Hội đồng thành phố tối thứ Ba đã quyết định tiếp tục mở cây cầu cũ thêm một năm nữa, mặc dù các kỹ sư đã cảnh báo rằng các trụ cầu cần được sửa chữa trước khi những cơn bão mùa đông đến. Người dân nói rằng họ không ngạc nhiên về quyết định này.',
  ca: "L'ajuntament va decidir dimarts al vespre mantenir obert el pont vell un any més, tot i que els enginyers havien advertit que els seus pilars necessiten obres abans de les tempestes de l'hivern. Els veïns van dir que no els havia sorprès la decisió.",
  et: 'Linnavolikogu otsustas teisipäeva õhtul hoida vana silda veel aasta avatuna, kuigi insenerid olid hoiatanud, et selle sambad tuleb enne talvetorme parandada. Elanikud ütlesid, et nad tundsid kergendust, kuid otsus neid ei üllatanud.',
  lv: 'Pilsētas dome otrdienas vakarā nolēma vēl gadu atstāt veco tiltu atvērtu, lai gan inženieri bija brīdinājuši, ka tā balsti jāsalabo pirms ziemas vētrām. Iedzīvotāji sacīja, ka jūtas atviegloti, bet lēmums viņus nav pārsteidzis.',
  lt: 'Miesto taryba antradienio vakarą nusprendė dar metus palikti senąjį tiltą atvirą, nors inžinieriai įspėjo, kad jo atramas reikia sutvarkyti prieš žiemos audras. Gyventojai sakė, kad jiems palengvėjo, bet sprendimas jų nenustebino.',
  nn: 'Kommunestyret vedtok tysdag kveld å halde den gamle brua open eitt år til, sjølv om ingeniørar hadde åtvara om at pilarane må reparerast før vinterstormane kjem. Innbyggjarane sa at dei var letta, men ikkje overraska over vedtaket frå møtet.',
  gl: 'A policía acudiu o mércores pola mañá a un incendio nun almacén do porto. Ninguén resultou ferido, pero varios veciños tiveron que abandonar as súas casas. Os bombeiros cren que o lume comezou nunha instalación eléctrica da nave.',
  ms: 'Majlis bandaran pada malam Selasa memutuskan untuk terus membuka jambatan lama itu selama setahun lagi, walaupun jurutera telah memberi amaran bahawa tiangnya perlu dibaiki sebelum ribut musim sejuk tiba. Penduduk berkata mereka lega.',
  'sr-Latn':
    'Policija je u sredu ujutru intervenisala zbog požara u skladištu kod luke. Niko nije povređen, ali je više komšija moralo da napusti svoje domove. Vatrogasci veruju da je požar počeo u električnoj instalaciji, a istraga će se nastaviti narednih dana.',
};

/** The same in languages that are told apart by their scripts and letters. */
const byLetters: Readonly<Record<string, string>> = {
  ru: 'Городской совет во вторник вечером решил оставить старый мост открытым ещё на год, хотя инженеры предупреждали, что его опоры нужно починить до зимних бурь. Жители сказали, что они испытали облегчение, но решение их не удивило.',
  uk: 'Міська рада у вівторок увечері вирішила залишити старий міст відкритим ще на рік, хоча інженери попереджали, що його опори треба полагодити до зимових бур. Мешканці сказали, що відчули полегшення, але рішення їх не здивувало.',
  bg: 'Общинският съвет реши във вторник вечерта да остави стария мост отворен още една година, въпреки че инженерите предупредиха, че стълбовете му трябва да бъдат поправени преди зимните бури. Жителите казаха, че не са изненадани от решението.',
  sr: 'Градско веће је у уторак увече одлучило да стари мост остане отворен још годину дана, иако су инжењери упозорили да његове стубове треба поправити пре зимских олуја. Становници кажу да им је лакнуло, али да их одлука није изненадила.',
  el: 'Το δημοτικό συμβούλιο αποφάσισε το βράδυ της Τρίτης να κρατήσει ανοιχτή την παλιά γέφυρα για έναν ακόμη χρόνο, αν και οι μηχανικοί είχαν προειδοποιήσει ότι οι κολόνες της χρειάζονται επισκευή πριν από τις χειμερινές καταιγίδες.',
  ar: 'قرر مجلس المدينة مساء الثلاثاء إبقاء الجسر القديم مفتوحا لمدة عام آخر، على الرغم من أن المهندسين حذروا من أن أعمدته تحتاج إلى إصلاح قبل وصول عواصف الشتاء. وقال السكان إنهم شعروا بالارتياح لكنهم لم يفاجأوا بالقرار.',
  fa: 'شورای شهر سه‌شنبه شب تصمیم گرفت پل قدیمی را یک سال دیگر باز نگه دارد، هرچند مهندسان هشدار داده بودند که پایه‌های آن باید پیش از رسیدن توفان‌های زمستانی تعمیر شود. ساکنان گفتند که خیالشان راحت شده است اما از این تصمیم تعجب نکردند.',
  ur: 'شہری کونسل نے منگل کی شام فیصلہ کیا کہ پرانا پل مزید ایک سال تک کھلا رہے گا، اگرچہ انجینئروں نے خبردار کیا تھا کہ سردیوں کے طوفان آنے سے پہلے اس کے ستونوں کی مرمت ضروری ہے۔ رہائشیوں نے کہا کہ انہیں اس فیصلے پر حیرت نہیں ہوئی۔',
  he: 'מועצת העירייה החליטה ביום שלישי בערב להשאיר את הגשר הישן פתוח לשנה נוספת, אף שמהנדסים הזהירו כי יש לתקן את העמודים שלו לפני סופות החורף. התושבים אמרו כי הוקל להם, אך הם לא הופתעו מן ההחלטה שהתקבלה.',
  zh: '市议会周二晚间决定让老桥继续开放一年，尽管工程师曾警告说，桥墩必须在冬季风暴到来之前进行修理。居民们表示，他们松了一口气，但对这一决定并不感到意外。市长说，维修工程将于明年春天开始，预计费用为三百万元。',
  ja: '市議会は火曜日の夜、古い橋をもう一年使い続けることを決めた。冬の嵐が来る前に橋脚を修理する必要があると技術者は警告していた。住民は安心したが、決定に驚きはないと話した。市長によると、修理工事は来年の春に始まる予定だ。',
  ko: '시의회는 화요일 저녁 낡은 다리를 일 년 더 열어 두기로 결정했다. 기술자들은 겨울 폭풍이 오기 전에 교각을 수리해야 한다고 경고한 바 있다. 주민들은 안도했지만 이 결정이 놀랍지는 않다고 말했다. 시장은 내년 봄에 공사를 시작한다고 밝혔다.',
  hi: 'नगर परिषद ने मंगलवार शाम को पुराने पुल को एक और साल तक खुला रखने का फैसला किया, हालांकि इंजीनियरों ने चेतावनी दी थी कि सर्दियों के तूफान आने से पहले उसके खंभों की मरम्मत जरूरी है। निवासियों ने कहा कि उन्हें राहत मिली है।',
  th: 'สภาเมืองตัดสินใจเมื่อเย็นวันอังคารให้เปิดสะพานเก่าต่อไปอีกหนึ่งปี แม้ว่าวิศวกรจะเตือนว่าเสาของสะพานต้องได้รับการซ่อมแซมก่อนที่พายุฤดูหนาวจะมาถึง ชาวบ้านกล่าวว่าพวกเขาโล่งใจแต่ไม่แปลกใจกับการตัดสินใจครั้งนี้',
};

/** Other stories in related languages. */
const relatedTexts: readonly (readonly [language: string, text: string])[] = [
  [
    'nb',
    'Politiet rykket onsdag morgen ut til en brann i et lagerbygg ved havna. Ingen ble skadet, men flere naboer måtte evakueres. Brannvesenet mener at brannen startet i et elektrisk anlegg, og etterforskningen vil fortsette de neste dagene, sier lederen.',
  ],
  [
    'da',
    'Politiet rykkede onsdag morgen ud til en brand i en lagerbygning ved havnen. Ingen kom til skade, men flere naboer måtte evakueres. Brandvæsenet mener, at branden startede i et elektrisk anlæg, og efterforskningen fortsætter de næste dage, siger lederen.',
  ],
  [
    'sv',
    'Polisen ryckte på onsdagsmorgonen ut till en brand i en lagerbyggnad vid hamnen. Ingen skadades, men flera grannar fick lämna sina hem. Räddningstjänsten tror att branden började i en elanläggning, och utredningen fortsätter de närmaste dagarna.',
  ],
  [
    'cs',
    'Policie ve středu ráno zasahovala u požáru skladu v přístavu. Nikdo nebyl zraněn, ale několik sousedů muselo opustit své domovy. Hasiči se domnívají, že oheň vznikl v elektrické instalaci, a vyšetřování bude pokračovat i v dalších dnech.',
  ],
  [
    'ro',
    'Poliția a intervenit miercuri dimineață la un incendiu într-un depozit din port. Nimeni nu a fost rănit, dar mai mulți vecini au trebuit să își părăsească locuințele. Pompierii cred că focul a pornit de la instalația electrică.',
  ],
  [
    'es',
    'La policía acudió el miércoles por la mañana a un incendio en un almacén del puerto. Nadie resultó herido, pero varios vecinos tuvieron que abandonar sus casas. Los bomberos creen que el fuego empezó en una instalación eléctrica.',
  ],
  [
    'pt',
    'A polícia foi chamada na manhã de quarta-feira a um incêndio num armazém do porto. Ninguém ficou ferido, mas vários vizinhos tiveram de deixar as suas casas. Os bombeiros acreditam que o fogo começou numa instalação elétrica.',
  ],
  [
    'hu',
    'Szerda reggel tűz ütött ki egy kikötői raktárban. Senki sem sérült meg, de több szomszédnak el kellett hagynia az otthonát. A tűzoltók szerint a tűz egy elektromos berendezésben keletkezett, a vizsgálat a következő napokban folytatódik.',
  ],
  [
    'tr',
    'Çarşamba sabahı limandaki bir depoda yangın çıktı. Kimse yaralanmadı ama birkaç komşu evlerini terk etmek zorunda kaldı. İtfaiyeciler yangının bir elektrik tesisatında başladığını düşünüyor ve soruşturma önümüzdeki günlerde devam edecek.',
  ],
  [
    'fi',
    'Satamassa sijaitsevassa varastossa syttyi tulipalo keskiviikkoaamuna. Kukaan ei loukkaantunut, mutta useat naapurit joutuivat lähtemään kodeistaan. Palokunta uskoo, että palo sai alkunsa sähkölaitteesta, ja tutkinta jatkuu lähipäivinä.',
  ],
];

t.test('recognises the language of 200 characters of news', async (t) => {
  for (const [language, text] of [...Object.entries(byWords), ...Object.entries(byLetters)]) {
    t.equal(languageOf(text), language, `${language}: the whole text`);
    t.equal(languageOf(text.slice(0, 200)), language, `${language}: 200 characters`);
  }
});

t.test('tells related languages apart', async (t) => {
  for (const [language, text] of relatedTexts) t.equal(languageOf(text), language, text.slice(0, 40));
});

t.test('names no language rather than a wrong one', async (t) => {
  const unsure = {
    'no text': '',
    'a few words': 'The old bridge is open.',
    'names only':
      'Ann Porter, John Roe, Kim Lund, Maria Kouri, Jana Müller, Paolo Conti, Olga Kotova, Lars Krogh, Anna Nowak, Tomás Gil, Petr Hájek',
    Latin:
      'Gallia est omnis divisa in partes tres, quarum unam incolunt Belgae, aliam Aquitani, tertiam qui ipsorum lingua Celtae, nostra Galli appellantur. Hi omnes lingua, institutis, legibus inter se differunt. Gallos ab Aquitanis Garumna flumen dividit.',
    'a sample text of printers':
      'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat.',
    Irish:
      'Chinn comhairle na cathrach tráthnóna Dé Máirt an seandroichead a choinneáil ar oscailt ar feadh bliana eile, cé gur thug innealtóirí rabhadh go gcaithfear na piléir a dheisiú roimh stoirmeacha an gheimhridh. Dúirt muintir na háite go raibh faoiseamh orthu.',
    Kazakh:
      'Қала кеңесі сейсенбі күні кешке ескі көпірді тағы бір жыл ашық қалдыруға шешім қабылдады, дегенмен инженерлер оның тіректерін қысқы дауылдарға дейін жөндеу қажет екенін ескерткен болатын.',
    'two languages': `${byWords.en} ${byWords.de}`.split(' ').toSorted().join(' ').slice(0, 300).replace(/[a-z]/g, 'x'),
  };
  for (const [what, text] of Object.entries(unsure)) t.equal(languageOf(text), null, what);
});

t.test('names the right language or none for every part of a text', async (t) => {
  for (const [language, text] of Object.entries({ ...byWords, ...byLetters }))
    for (let end = 20; end < text.length; end += 20) {
      const found = languageOf(text.slice(0, end));
      t.ok(found === null || found === language, `${language}: ${end} characters: ${found}`);
    }
});

t.test('returns a language tag or null for every text', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
      const language = languageOf(text);
      return language === null || /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?$/.test(language);
    }),
  );
});

t.test('reads a long text quickly', async (t) => {
  const start = performance.now();
  for (const text of ['the ', 'क', 'ы', ' ', 'a\u0301']) languageOf(text.repeat(1_000_000));
  t.ok(performance.now() - start < 1_000);
});
