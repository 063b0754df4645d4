/**
 * Frequent words without a meaning of their own, by language. Words that several languages share count less, so that
 * related languages such as Danish and Norwegian are told apart by the words that only one of them has.
 */
const wordsByLanguage: Readonly<Record<string, string>> = {
  en: 'the of and to in is was for that on with as at by from it he she be are were have has had not but they which this said would their been his her its will who an or more after about when than there one all also into over before',
  de: 'der die und das den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sagte wenn ihre seine',
  fr: 'de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son aux été cette mais ont ses elle leur fait comme ou être deux après aussi ils entre sans nous dont était avait selon même ces où',
  es: 'de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está porque donde quien han según ante',
  pt: 'de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando muito nos já eu também só pelo pela até isso ela entre era depois sem mesmo aos seus quem nas foi são está segundo ser tem disse embora',
  gl: 'de a que e o do da en un unha non os no na por máis as dos como pero ao seu súa ou cando moi nos xa tamén só pola polo ata iso ela entre foi despois sen ser ten é son este esta onte hai ano anos polos nun nunha dun dunha coa dixo segundo aínda onde quen',
  it: 'di che e la il un a per in una è del non con sono della si da dei ha le al lo i gli più nel come anche ma alla delle se su dal dalla nella cui ci tra suo sua ne questo stato hanno essere dopo prima anni fatto quando degli ai era due',
  nl: 'de van het een en in is dat op te zijn voor met die niet aan er om ook als dan maar bij of uit nog naar heeft door over ze zich hij was worden tot je meer wel wordt werd hebben deze geen moet zou jaar onder na zei hoewel had',
  sv: 'och att det i som en på är av för med till den har de inte om ett han men var sig från vi så kan när år säger hon under också efter eller nu sin där vid mot ska skulle kommer ut får finns vara hade alla andra mycket upp än ville sade trots',
  da: 'og i at det er en til af på for med den som de der ikke har et om var han men fra også kan blev efter ved sig skal mod nu ud hvor over siger sagde ville være når have havde mange denne mere hun nogle meget før selv kun mellem siden blevet vil os',
  nb: 'og i det er på som en til for av at å med har de ikke den om et ett men var han fra seg vi kan også skal etter da så når sier sa ble være må vil nå bare hun ut opp mot noen mye sin sine selv dem bli hvordan vært sagt ifølge saken før hadde andre mellom selv siden blir fikk enn blitt hvor over',
  nn: 'og i det er på som ein eit til for av at å med har dei ikkje den om eit men var han frå seg vi kan òg skal etter da så når seier sa vart vere må vil no berre ho ut opp mot nokon noko mykje eg kjem vore ifølgje korleis fleire før hadde andre mellom sjølv sidan blir fekk enn blitt kvar',
  is: 'og að í er á sem til um við en það með hann var ekki fyrir af því hún þeir frá ég þess eru en sé voru hefur hafa verið einnig eftir þegar eða sagði segir sér þar upp vera yfir ár nú þetta kom',
  fi: 'ja on ei että se oli hän mutta ovat myös joka kun niin kuin mukaan sen sitä jo tai voi olla ollut sanoo sanoi vuoden jos vain nyt siitä sekä hänen vielä ole koska jälkeen enää mitä kanssa ennen asti vaikka he olivat heidän tämä',
  et: 'ja on ei et see oli ta aga ka mis kui ning oma selle ütles pärast kes seda nii või olla sest veel siis nad tema aasta need ainult enne kuid üle olid kõik vaid juba tuleb mida eest järgi peale kuigi poolt',
  lv: 'un ir ka ar no par uz bija tas kas arī bet to pēc gan tiek lai vai viņš ko nav šis šo jau kā ne gada viņa savu līdz pie kuras kurš tika sacīja būs tikai pirms tā viņus viņu bijuši starp',
  lt: 'ir kad į yra iš su tai buvo kaip bet apie už po jis dar nuo jau savo tik jie ar metų sakė iki taip kuris kuri prieš jo jos bus nors nes dėl pat kai ne buvo jiems kurie tačiau pagal',
  pl: 'w i na z się że nie do to jest o od po za a przez jak dla jego był są co ale także oraz tym które który już tylko może przed jej ich być przy tego roku ze tak czy została został jeszcze pod która jednak mówi kiedy bardzo choć',
  cs: 'v a na se že je s z do o to ve i k za po by si ale od jsou pro který jako které jeho která podle není byl byla bylo také už jen před aby při nebo než ještě až roce však jsem kde mezi řekl jeho tak další která budou protože',
  sk: 'v a na sa že je s z do o to vo aj k za po by si ale od sú pre ktorý ako ktoré jeho ktorá podľa nie bol bola bolo tiež už len pred aby pri alebo než ešte až roku však som kde medzi povedal tak ďalšie budú pretože keď',
  hr: 'i u je na da se za su od s o iz kao koji ne a što ali do to sa po koje koja biti bio bila bilo samo nije ili kako će više jer nakon prije također te godine koju ih njegov rekao kaže tako još već gdje vijeće bi kod im tijekom',
  'sr-Latn':
    'i u je na da se za su od s o iz kao koji ne a što ali do to sa po koje koja biti bio bila bilo samo nije ili kako će više jer pre takođe te godine koju ih njegov rekao kaže tako još već gde ko šta bi kod im tokom posle niko uvek dve ovde veće onda treba',
  sl: 'in je v na se za da so pa z ne ki po s kot bi tudi bo od o do iz ali še že pri to bil bila bilo ko ni več kako lahko so jih njegov med pred ker leta tem zato če tako kjer zaradi čeprav',
  hu: 'a az és hogy nem is egy ez volt meg de azt csak már mint még el van ki fel vagy aki ezt kell lesz szerint után amely ha mert majd ami ezért között közölte lehet mondta minden azonban így ő alatt bár pedig illetve',
  ro: 'de și în a la cu din pe că o nu un este pentru care mai se au sunt fost dar după sa lui această prin ce între acest fi dacă unei al ale am doar când sau avea ca fără ani spus potrivit către deși despre',
  tr: 've bir bu da de için ile olarak çok daha olan gibi kadar sonra ne o en ancak var değil olduğunu ise dedi her şu bunu ya göre ki mi üzerinde etti söyledi yıl olduğu tarafından oldu önce karar yeni iki ama bazı',
  sq: 'të e në dhe i për një me që nga është më se u si ka nuk do kjo kanë ky pas ishte por edhe deri duke prej këtë tha janë mund midis kur vetëm sipas tij vit shumë pa',
  ca: "de la el i que en a els per un les amb una del no és al més va com però o s'ha ha han seva seu són molt dels també aquest aquesta entre fins sobre tot ser hi perquè quan després qui any anys ja van tot",
  eu: 'eta da ez du bat dira ere dute zen egin baina beste hori dela izan bere gehiago egiten behar honek batean zuen zuten berri urte oso baino edo izango arte ondoren esan',
  id: 'yang dan di itu dengan untuk tidak ini dari dalam akan pada juga ke karena bisa ada mereka lebih oleh sudah kepada atau saat telah adalah setelah sebagai para tersebut seperti hanya kata bahwa menjadi masih tahun kota agar mengatakan meskipun namun usai',
  ms: 'yang dan di itu dengan untuk tidak ini dari dalam akan pada juga ke kerana boleh ada mereka lebih oleh kepada atau telah adalah selepas sebagai para tersebut seperti hanya kata bahawa menjadi masih walaupun berkata ialah daripada sebuah beliau turut semasa apabila tahun',
  vi: 'và của là các có được trong cho một không người những với đã để khi này từ đến cũng về theo sẽ ra tại vào như nhiều lại năm trên phải ông còn đó sau mà rằng bị hơn nói vì',
  sw: 'ya na wa kwa ni katika za la kuwa cha hiyo kama hii huo baada yake lakini pia ambao watu vya huku wakati sana yao alisema hivyo kwamba hakuna mwaka mji kati',
  tl: 'ang ng sa na mga at ay ni para hindi si kanyang ito may mula isang nang kay naman kung nito pa din rin ayon ba sila siya dahil noong bago pero upang lang ko',
  af: 'die van en in is het nie dat met vir op te sy wat om hy n aan was ook as by uit maar sal hulle sê word deur na tot het kan nog hierdie haar meer jaar ons moet omdat voor dit toe',
};

/** What an occurrence of a word says about each language: the share of the languages that have the word. */
export const wordWeights: ReadonlyMap<string, { languages: readonly string[]; weight: number }> = (() => {
  const languagesByWord = new Map<string, Set<string>>();
  for (const [language, words] of Object.entries(wordsByLanguage))
    for (const word of words.split(' '))
      languagesByWord.set(word, (languagesByWord.get(word) ?? new Set()).add(language));
  // The two forms of Norwegian share most words, which count in full for both.
  const weightOf = (languages: ReadonlySet<string>): number =>
    1 / (languages.has('nb') && languages.has('nn') ? languages.size - 1 : languages.size);
  return new Map(
    [...languagesByWord].map(([word, languages]) => [word, { languages: [...languages], weight: weightOf(languages) }]),
  );
})();
