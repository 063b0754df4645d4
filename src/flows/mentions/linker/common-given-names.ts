import { furtherGivenNames } from './further-given-names.js';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/**
 * The commonest given names of languages other than English, folded. A surname after one of them belongs to that full
 * name, also at the start of a sentence.
 */
export const commonGivenNames: ReadonlySet<string> = new Set([
  ...furtherGivenNames,
  ...words(`
  achim anja anke bernd birgit bjorn carsten dieter dirk doris edmund egon elke erwin franz fritz gerd gunter guido hanna heike heinz helga holger horst ilse inge
  ingo jorg jochen jurgen karin katrin kerstin konrad kurt lena lothar ludwig lutz manfred maja marlene matthias mia monika nele norbert petra rainer ralf reinhard
  renate rolf rudi rudiger sabine siegfried sigrid silke stefanie steffen susanne tanja thorsten torsten udo ulrich ulrike uwe volker werner
  adrien agathe alain amelie anais antoine arnaud aurelie bastien benoit bernadette brigitte camille cecile celine chantal chloe clement corinne damien delphine
  denis didier dominique edouard eloise elodie emile etienne fabien fabrice florian franck frederic genevieve gerard gilles guillaume gustave hugues ines isabelle
  jeanne jerome joelle jules julien laurent loic luc lucien ludovic manon marcel margaux marine mathieu mathilde michel mireille monique nathalie nicolas noemie odile
  olivier pascal patrice philippe pierrick quentin raphael regis remi rene roland romain sebastien serge simone sylvain sylvie thibault thierry valentin veronique
  vincent virginie xavier yann yves yvette
  adriana agustin alberto alejandra alejandro alfonso alfredo alicia alvaro ana andres angeles antonio arturo beatriz begona carlos carmen cesar cristina cristobal
  daniela diego dolores eduardo elena emilio enrique ernesto esteban felipe fernanda fernando francisco gabriela gonzalo graciela guillermo gustavo hector hernan
  ignacio ines inaki isabel javier jesus joaquin jorge josefina juana lorenzo lourdes lucia luis manuel marcela marcos mariana marta mateo mauricio
  miguel montserrat nicolas nuria oscar pablo paco paloma patricia pedro pilar rafael ramiro ramon raul ricardo rocio rodrigo rosario sergio silvia
  sofia soledad teresa tomas vicente victor ximena yolanda afonso caetano duarte goncalo joana joao jose luiz matheus paulo rui thiago tiago vasco
  alberto aldo alessandra alessandro alessia alfredo andrea angelo anna antonella antonio arianna arturo barbara beatrice benedetta bruno carlo caterina chiara
  claudio cristiano daniele dario davide domenico donatella edoardo elena eleonora elisa emanuele enrico enzo ettore fabio fabrizio federica federico filippo
  flavio francesca francesco gabriele gaetano gennaro giacomo gianluca gianni giorgia giorgio giovanna giovanni giulia giulio giuseppe gino ilaria irene lorenzo luca
  lucia luciano luigi maddalena manuela marcello margherita mariangela martina massimo matteo maurizio michela michele mirko monica nicola ornella paola paolo pasquale
  piero pietro raffaele renato renzo riccardo roberta rocco romano salvatore sandro sergio silvia silvio simona stefania stefano tommaso ugo umberto valentina valeria
  vincenzo vittoria vittorio walter
  anneke anouk arjen barend bart bas berend bram cees coen daan dirk esther femke floris fleur frits geert gerrit gert gijs hanneke harm henk hendrik hugo ineke jaap
  jelle jeroen joep johan joop joost joris jurriaan kees klaas koen lars leendert lotte maaike maarten marieke marijke marleen martijn mirjam niels noortje pieter piet
  rik robbert roel rutger ruud sander sanne saskia sjoerd stijn sven teun thijs tjeerd virgil willem wim wouter yvonne
  agnieszka aleksander aleksandra andrzej anna barbara bartosz beata bogdan boguslaw czeslaw dariusz dorota elzbieta ewa franciszek grazyna grzegorz halina hanna
  henryk ireneusz jacek jadwiga jakub jan janusz jaroslaw jerzy joanna jolanta jozef kamil karol katarzyna kazimierz krystyna krzysztof leszek lech lukasz maciej
  magdalena malgorzata marcin marek maria mariusz marzena mateusz michal miroslaw monika pawel piotr przemyslaw radoslaw rafal robert roman ryszard slawomir stanislaw
  stanislawa stefan szymon tadeusz teresa tomasz urszula waldemar wanda wieslaw witold wlodzimierz wojciech zbigniew zdzislaw zofia zygmunt
  jana jiri josef karel katerina lenka lucie ludek martin miroslav ondrej pavel petr radek stepan tomas vaclav vojtech zdenek zuzana
  aino anneli antti anu arto eero eeva eila eino elina erkki esa hanna hannu heidi heikki helena henri ilkka irma jaakko jani janne jari johanna jorma juha juhani jukka
  jussi kaarina kaisa kalle kari katja kirsi kristiina lasse lauri leena liisa maija marja marjatta markku marko markus matti mika mikael mikko minna miia olli osmo outi
  paavo panu pasi pauli pekka pentti petri pirjo pirkko raija raimo reijo riikka risto ritva saara sakari sami sanna sari satu seppo sirpa susanna taina tapani tapio teemu
  teppo tero tiina timo tommi tuija tuomas tuula ulla urho vesa ville virpi vaino
  abdullah adem ahmet ali aliye arzu asli ayhan ayla aylin ayse aysegul baris bekir berk beyza bulent burak burcu can cem cemal cengiz cigdem deniz derya dilek ebru ece
  elif emine emre ender ercan erdal erdem esra fatih fatma ferhat filiz funda gamze gokhan gul gulay hakan halil halit hande hasan hatice huseyin ibrahim ilhan ilker ismail kadir
  kemal kerem leyla mahmut mehmet melek melike meltem merve mesut metin murat mustafa nazan necati nesrin nihat nur nuri okan oktay omer onur orhan osman ozan ozge ozgur ozlem
  ramazan recep rifat sabri sedat selcuk selim selin sema semra serdar serkan sevgi sevim sibel sinan suleyman sule tamer tarik tayfun tuba tugba tulay turgut ufuk umit veli volkan yasar
  yasemin yasin yavuz yusuf zehra zeki zeynep
  александр александра алексеи алена алина алиса алла анастасия анатолии андреи анна антон антонина аркадии арсении артем артур богдан борис вадим валентин валентина валерии валерия
  варвара василии вера вероника виктор виктория виталии владимир владислав вячеслав галина геннадии георгии герман глеб григории даниил дарья денис дмитрии евгении евгения егор
  екатерина елена елизавета зинаида зоя иван игорь илья инна ирина кирилл константин ксения лариса лев леонид лидия любовь людмила маргарита марина мария марк матвеи михаил
  надежда наталия наталья никита николаи нина оксана олег олеся ольга павел петр полина раиса роман руслан светлана семен сергеи станислав степан тамара татьяна тимофеи тимур федор
  филипп эдуард юлия юрии яков яна ярослав
  андріи анатоліи арсен валеріи василь віктор вікторія віталіи володимир ганна георгіи григоріи дарина дмитро євген євгенія ігор ірина катерина кирило лесь леся лілія марія
  микита микола михаило надія наталя олександр олександра олексіи олена ольга орест остап павло петро світлана сергіи софія тарас тетяна федір юліан юлія юріи ярослава
  αγγελικη αθανασιοσ αικατερινη αλεξανδροσ αλεξησ αναστασια ανδρεασ αννα αντωνησ αποστολοσ αριστειδησ βασιλησ βασιλικη γεωργια γεωργιοσ γιαννησ γιωργοσ δημητρα δημητρησ δημητριοσ ειρηνη ελενη ευαγγελοσ
  ευαγγελια ζωη ηλιασ θανασησ θεοδωροσ θωμασ ιωαννα ιωαννησ κατερινα κωνσταντινα κωνσταντινοσ κωστασ κυριακοσ λευτερησ μαρια μαριοσ μιχαλησ νικολαοσ νικοσ παναγιωτησ παναγιωτα παυλοσ πετροσ σοφια σπυροσ
  σταυροσ στελιοσ σωτηρησ χαραλαμποσ χρηστοσ χριστινα
  ابراهيم احمد ادم اسامه اسراء اسماء اسماعيل اكرم الاء امال امجد امل امير اميره اميمه امين ايمن ايمان انس انور اياد ايهاب باسم بدر بسام بسمه بشار بشير بلال تامر ثامر جابر جاسم جعفر جمال جميل جواد
  جورج حاتم حازم حامد حسام حسن حسين حليمه حمد حمدي حمزه حنان حيدر خالد خديجه خليل دانيا داود دلال دينا ديما راشد رامي رانيا ربيع رشا رشيد رضا رغد رنا روان ريم ريما زكريا زياد زيد زينب
  سارا ساره سامح سامر سامي  سحر سعاد سعد سعود سعيد سلطان سلمان سلمي سليم سليمان سمر سمير سميره سناء سهام سهيل سهي شادي شريف شيماء صابر صالح صفاء طارق طلال عادل عامر عايشه عباس عبير عثمان عدنان
  عصام علاء علي عماد عمار عمر عمرو غاده غسان فادي فارس فاروق فاطمه فراس فرح فريد فهد فواد فيصل قاسم كامل كريم كمال لمي ليلي ليث لينا ماجد مازن ماهر محسن محمد محمود مراد مروان مروه مريم مصطفي معاذ
  مني منير مها مهند موسي مي ناجي نادر ناديه ناصر نبيل نجلاء نجوي ندي نزار نسرين نصر نوال نور نورا هادي هاشم هاله هاني هبه هدي هشام هند هيثم هيفاء وايل وسام وسيم وفاء وليد ياسر ياسمين ياسين يحيي
  يزن يسري يوسف يونس
`),
]);
