"""Word lists: what is both a name and a word, what is generic in a unit's name, titles, names.

All words are written the way :func:`~awards.triage.masking.tokens.fold` compares them once
loaded, so å, ä and ö may be written here as they are.
"""

from __future__ import annotations

import re

from awards.triage.masking.tokens import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


def _forms(text: str) -> frozenset[str]:
    """Return nouns with their definite, plural and genitive endings."""
    endings = ("", "n", "en", "et", "t", "a", "ar", "er", "r", "na", "arna", "erna", "ene", "met")
    forms = {fold(word) + ending for word in text.split() for ending in endings}
    return frozenset(forms | {form + "s" for form in forms})


NAME_AND_WORD = _words("""
    alf alm ask aster bakke bakken bank ben berg bergen bild björk björn bjørn blad blom bo bok
    borg bratt bro bror brun busk by bäck bø båt dag dagen dahl dal dalen disa dube duva eide eik
    ek elv elva eng engen even falk fast fjeld fjell flod fors fred frid frisk från fura gard
    gjerde glad glans god gran grand granat gren grind gro grov gry grön gull gun gård hag hage
    hagen hall ham hamn hans hav haug haugen hed hegg heide hell helge hjelm hjort holm holt hope
    hov hus høy hög is jo jord juel kaj karl kim klang klar klara klint klo krans krok kung kvick
    kvist köhl lag lagen land lander lang lie lien lilja lilla lille lim lin lind linda line link
    list liv ljung ljungs ljus lo lov love lund lunde lycke lykke lyng lång maj mark markus mars
    mast max may melin mild min mo modig moe moen mor mur my myhr myr ness nes nord nordin norr
    nygård nøkleby odd ola orre palm park pil pilen prytz prima quick rank rapp rask ray rein ren
    ring rise ro roar rolig ronja ros rose rosen rot roth rust rygg rå saga sand sanna sara sel
    sen sig silver siv sjö sjø skar skog skoglund skogen skov sköld skår slett små sol sole solen
    sommar son sonja spets spång stark stav steen stein sten stig stolt stor storm strand strid
    ström strøm stål sund svan svart svensk svärd sverd syd syl tage tall thor tid tilde tjäder
    toft tone tor tore torn torp tove trana tranberg tro trygg tun tur ture ung unge uv vak vang
    vass vel ven vid vide vik vilja ville vind vinge vinter viola vår vårdal väg väst våg werner
    west
    wik wild will winter åberg åker ås öst öster østby
    apel bark björke blixt bolt bonde brand bredd bremer bru brus brygg bär dalgång dolk drake
    droppe dunder duktig ekkel fager fager falsk fana fin fisk fjord fjäll flink flor fluga
    flyg fors forsell frank frimodig from frost frö full fyr gast gille glans gnista gran grann
    gräs grönt grov hagel hake hammar hammer hank hare harm hasselnöt havre hell hjort hjälm
    hugg häll härd hök höst idog iver jern järn kall karm kavat kirke klyfta klöver knut koll
    korn kraft kron krona krut kvarn kvick kvikk källa kärn lans lejon ljud lod lund lykta lyra
    löv malm mild munk munter mynta mård märg näs nöjd orm osten pall pansar perla plog porten
    pärla rapp ren rik ris rosa rosett ruda rund rusk rör sagen segel sel sierra skans skarp
    skarv skeppar skield skjold skoog sky skytt slott smed snar spak spets spjut sporre stad
    stake star stål stråle ståhl sunde sund sval svala svar säv söder sørensen tapper tarm
    tegel tider tomt torv trast tråd trygg tun tveit vall vallgren ven vier vinter vret väder
    vän väng ängel ära ör
    amber april art autumn bell bill brown
    carol chance chase dale daisy dawn drew eve faith fox grace grant green guy hazel heather
    holly hunter iris ivy jack jasmine joy june king lane lily long miles moss nick olive pat
    vann vatn vatten avløp avlopp vei veg väg helse hälsa bygg renhold renovasjon sjukvård
    poppy rich rob robin rowan ruby rusty skip stone summer sue victor violet wade ward wood wren
    young
""")
"""Both a name and an ordinary word: masked only where written with a capital."""

NUMBERED = _forms(
    "kök kjøkken plan etage etasje hus rum rom sal steg trinn fase fas del versjon"
) | _words("""
    januari februari mars april maj juni juli augusti september oktober november december januar
    februar mai august desember covid version nivå klass klasse årskurs sida side artikel paragraf
    windows office agenda grupp gruppe vecka uke lag linje tabell bilaga vedlegg kapitel kapittel
""")
"""Words that are followed by a number and are no street."""

PARTICLES = _words("""
    af al av bin bint da de del den der di do dos du el ibn la le ten ter van von vom y zu
""")
"""Parts of a name that say nothing alone."""

POSSESSIVES = _words("vår hans min din may will")

OWNED = _forms("""
    avdelning avdeling arbetsplats arbeidsplass arbetslag barnehage chef enhet elev elever
    förening förskola förvaltning grupp gruppe kollega kollegor kolleger kommun kommune leder
    ledare lärare lærer
    medarbetare medarbeider organisation personal rektor skola skole stab stad team tjeneste
    tjänst uppgift oppgave verksamhet virksomhet vardag hverdag kultur bedömning vurdering
    upplevelse opplevelse arbete arbeid insats innsats idé förmåga evne engagemang engasjement
    ambition ambisjon målsättning
""")
"""Nouns that follow "vår" and "hans" when these are no names."""

SPOKEN_TO = _words("bo ring stig tage lov love be")
"""Names that are verbs, too: at the start of a sentence they tell somebody to do something."""

AFTER_VERB = _words("""
    mig mej dig dej oss honom henne hen dem meg deg ham dere kvar upp ner ned in inn opp fram frem
""")
"""Words that follow such a verb, and no name: "Ring oss", "Stig in"."""

PLACE_WORDS = _forms("kommun kommune stad municipality domkyrka universitet")
"""After these "Lund" is the place, not a person."""

ACRONYMS = frozenset(
    (  # noqa: SIM905 - a list of fifty strings is harder to read
        "AB AI AS BI BR CV DIY DO EK EU FN HR IA IB ID IF IK IT KF KI KL KS LP LR LS "
        "MR NB NO OB OK OS PC PM PR PS SE SFI SO SÄ TV UK UN US VA VD VM VR ÅR BUP LSS HVB NAV "
        "SKR KSO ALV"
    ).split()
)
"""Abbreviations so common that they are no one's initials unless written with full stops."""

UNIT_GENERIC = _forms("""
    administration arbetslag avdelning avdeling barnehage bemanning bibliotek boende bofellesskap
    bolag byrå center centrum department distrikt enhet etat fritid fritidshem förskola
    förvaltning grundskola grupp gruppe gruppbostad gymnasium gård hemtjänst hjemmetjeneste hälsa
    helse kommun kommune kommunal kontor kultur kök kjøkken lag medarbetare miljö miljø mottagning
    nämnd office område omsorg omsorgssenter omvårdnad project projekt prosjekt råd school section
    sektion seksjon sektor senter service servicecenter skola skole stab stad sykehjem team teknik
    teknisk tjeneste ungdomsskole unit utbildning utdanning verksamhet virksomhet vård vårdcentral
    äldreboende legevakt oppvekst samhälle samfunn socialtjänst
""") | _words("""
    a an and av bak bakom behind by en ett et for från för fra i in inom innen kring med mot och
    of og om omkring på rundt samt särskilt særskilt the till til vid ved with
""")
"""Words in a unit's name that do not tell it from others."""

JOINING = _words("och og and i in for for av of vid ved på")
"""Words of a unit's name that give no letter to its abbreviation."""

UNIT_ENDING = re.compile(
    r"(?<=..)(forvaltning|avdelning|avdeling|enhet|tjeneste|tjanst|team|kontor)[ente]{0,3}$"
)
"""The last half of a unit's name that gives its abbreviation a letter, as it is compared."""

BEFORE_PLACES = _words("""
    i in utanför utenfor outside nära nær near runt rundt around kring omkring norr söder öster
    väster nord sør øst vest om längs langs along genom gjennom through
""")
"""After these a name is a place's, seldom a person's."""

ADMINISTRATION_ENDING = re.compile(
    r"(forvaltning(en)?|etat(en)?|kommunalomrade(t)?|direktorat(et)?)s?$"
)
"""The end of a word for what stands right below the employer, as it is compared."""

SORT_OF_UNIT_ENDING = re.compile(
    r"(avdelning(en)?|avdeling(en)?|enhet(en)?|tjanst(en)?|tjenesten?|team(et)?|kontor(et)?"
    r"|skol[ae]n?|barnehagen?|bibliotek(et)?|boendet?|bofellesskap(et)?|sykehjem(met)?"
    r"|sent(er|eret|ret)|cent(er|ret)|centralen?|mottagning(en)?|verksamhet(en)?|virksomheten?)s?$"
)
"""The end of a word for a place of work, as it is compared."""

LONG_GENERIC = tuple(sorted(word for word in UNIT_GENERIC if len(word) >= 5))  # noqa: PLR2004
"""Endings of words that say only what sort of unit it is."""

TITLES = _words("""
    adjunkt administratör arbeidsleder arbetsledare arbetsterapeut assistent avdelingsleder
    avdelningschef barnehagelærer barnskötare bibliotekarie bibliotekar biträdande chef chefen
    direktör direktor doktor dr enhetschef enhetschefen enhetsleder fagleder fru frøken fröken
    förskollärare fysioterapeut fysioterapeuten gruppchef handläggare helsefagarbeider herr
    ingenjör ingeniør kollega kollegan kollegaen kommundirektör kommunedirektør konsulent
    koordinator koordinatorn kurator kokk kock leder lederen ledare lektor lærer læreren lärare
    läraren medarbetaren medarbeider miss mr mrs ms ordförande ordfører pedagog professor
    projektledare prosjektleder rektor rektorn rådgiver samordnare sekreterare sektionschef
    sjuksköterska sjuksköterskan specialpedagog strateg sykepleier sykepleieren teamleder
    teknikchef undersköterska undersköterskan utvecklare vaktmester vaktmästare verksamhetschef
    virksomhetsleder manager colleague teacher nurse director
""")
"""A capitalised word after one of these is most likely a name."""

OF_A_PLACE = _words("på vid för i ved for med inom innen hos till til of at")
"""After a title these say whose it is."""

ONE_EACH = _words("""
    kommundirektör kommunchef stadsdirektör kommunalråd förvaltningschef förvaltningsdirektör
    ekonomidirektör ekonomichef kanslichef personalchef personaldirektör hr-direktör it-chef
    kommunikationsdirektör kommunikationschef stadsarkitekt stadsantikvarie stadsbibliotekarie
    stadsträdgårdsmästare stadsarkivarie stadsjurist kommunjurist kommunantikvarie kommunekolog
    säkerhetschef beredskapschef räddningschef brandchef skolchef utbildningsdirektör
    socialdirektör socialchef kulturchef fritidschef överförmyndare borgmästare ordförande
    kommunedirektør rådmann ordfører varaordfører kommunalsjef økonomisjef personalsjef
    kommuneoverlege kommunearkitekt byarkitekt byantikvar bygartner biblioteksjef kultursjef
    skolesjef barnevernsleder brannsjef beredskapssjef kommuneadvokat kommunikasjonssjef
""")
"""Titles a municipality has one of."""

STARTERS = _words("""
    du ni dere dem dom dei ho dey själv selv förr förut efteråt etterpå därifrån derfra hemma hjemme
    hem hjem hva hvem hvor tre fyra fire fem sex seks sju syv åtta åtte nio ni tio ti ett två to
    mamma pappa foreldre föräldrar barna barnen ungdomar unge äldre eldre vissa noen ingenstans
    överallt overalt annars ellers visst joda jodå nej nei vem vad numera nå nuförtiden ibland
    også därtill hos oftast dagligen daglig ständigt stadig sammen tillsammans ute inne hit dit
    också også enligt ifølge fråga spør genom gjennom tack takk kanske kanskje redan allerede
    dessutom dessuten därför derfor däremot derimot ändå likevel samtidigt samtidig framför
    fremfor særlig speciellt spesielt ofta ofte alltid aldrig aldri sällan sjelden snart nyligen
    nylig tidigare tidligere senare senere sist först først slutligen endelig äntligen
    både varje varje hvert hver någon noen något noe några andra andre flera flere fler
    inga ingenting ingenting varken verken samma samme sådan slik sådana slike dels delvis
    även selv siden sedan mellan mellom bland blant utanför utenfor inuti oavsett uansett
    under över over mitt inne inn in ut upp opp ned ner nytt ny nya nye god gott bra godt
    stor stora stort store liten små lille mycket mye mest mer mindre minst färre
    idag igår imorgon igjen igen hittills hittil plötsligt plutselig sakta rask
    blev ble bli blir är er var har hade hadde har kan ska skal vil vill får fikk fick kom
    gör gjør gjorde ser såg så sier säger sa tar tog tok ger gir gav ga går gick gikk
    eftersom fordi hos vems hvem vem vilken hvilken vilket vilka hvilke hur hvor varför hvorfor
    medan mens innan före før efter etter sedan tills til runt rundt kring förutom foruten
    bättre bedre bäst best fint flott utmärkt genialt fantastiskt otroligt imponerande
    människor mennesker folk alla barn elever elevene eleverna kollegor kolleger ledare ledere
    brukare brukere patienter pasienter anhöriga pårørende medarbetare medarbeidere invånare
    innbyggere medborgare borgere personal personalen resultat resultatet resultatene resultaten
    arbetet arbeidet gruppen gruppa teamet laget enheten enheta avdelningen avdelingen projektet
    prosjektet idén ideen metoden modellen planen målet tanken grunden grunnlaget effekten
    global globala globale lokala lokale nationella nasjonale hikikomori
    alla alle allt att av både bara da de den denna denne dette detta det där då efter en er et
    ett etter for från fra för genom gjennom ha han har hen hennes her hon hos hun hur hvordan
    hver här i idag ingen inte ja jag jeg kanske kollegan man med men mange många min mitt mot
    måste nu nå när når nej och og också om på sedan sen siden som såg så tack takk til till trots
    under ut utan uten vad var vara ved vi vid vår våra våre vårt ära är åt även a after all also
    an and as at because but by during each every he how if in it my no not now of on our she
    since so thanks that the their then there they this to we what when where who with yes you
""")
"""Words that only begin with a capital because a sentence does."""

VERBS = _words("""
    är har var kan ska vill höll håller tycker tyckte säger sa berättar kom kommer gick går blev
    blir gör gjorde fick får tog tar ser såg arbetar jobbar leder ledde skapade startade hjälper
    hjälpte började brukar menar anser tror vet visar visade lyssnar möter mötte stöttar ger gav
    bidrar bidrog drev driver tycks verkar lyckades lyckas vågar ville kunde skulle måste lärde
    byggde ringer ringde skriver skrev frågar frågade ställde ställer bjöd bjuder ansvarar samlade
    er skal vil holdt holder synes syntes mener sier forteller ga gir ble gjør fikk tok så arbeider
    jobber ledet skapte startet hjelper hjalp begynte pleier viser viste lytter møter møtte
    støtter virker klarte klarer tør ville kunne skulle måtte lærte bygde ringte skriver skrev
    spør spurte stilte stiller inviterte hade hadde gjennomførte genomförde utvecklade utviklet
    förtjänar fortjener
""")
"""What follows a subject: a capitalised word before one of these may be a name."""

NOUN_ENDING = re.compile(
    r"(?:[^t]et|[^aeiou]tet|eln|tten|[^aeiouy]na|arna|erna|orna|ene|ingar?|inger|ingen|heten?|heter?|tion(?:en)?"
    r"|sjon(?:en)?|ande|ende|else[nr]?|dom|skap(?:et)?|itet|or|iga|lige?|liga|igt|isk[ae]?|tid(?:en)?"
    r"|ment(?:et)?|[ae]re|arna|erne|skola[n]?|skole[n]?)s?$|^.{2,}[^t]ens?$|^.{5,}ers?$|^.{12,}$"
)
"""How common nouns and adjectives end that begin a sentence."""

KNOWN_CAPITALS = _words("""
    agenda allah android apple arktis chatgpt corona covid danmark dansk engelska europa excel
    facebook finland gdpr god google halloween instagram internet ipad iphone island jul linkedin
    microsoft norden nordisk norge norsk outlook påske powerpoint skandinavien skandinavia svensk
    sverige swish teams tyskland ukraina usa vipps word youtube zoom i monday tuesday wednesday
    thursday friday saturday sunday january february march april may june july august september
    october november december english swedish norwegian nordic sweden norway denmark european
    christmas easter
""")
"""Capitalised words that give nobody away."""

FIRST_NAMES = (
    _words("""
    adam agnes agneta ahmed aleksander alexander alexandra alice ali alma amalie amanda amina
    anders andrea andreas anette anita ann anna anne annika anton arne aron arvid asbjørn astrid
    axel barbro benjamin bengt berit bernt birgitta bjarne britt camilla carina carl caroline
    cecilia cecilie charlotte christer christian christina christoffer claes clara daniel david
    ebba edvard einar eirik elias elin elisabet elisabeth ella ellen elsa emelie emil emilia
    emilie emma erik eskil espen eva evelina fatima felix filip fredrik frida frode geir georg
    gerd gunilla gunnar gunvor gustav göran hanna hanne harald hassan hedda heidi helen helena
    helene henrik hilde håkan håvard ida ingeborg inger ingrid ingvild irene isabella ivar jakob
    jan janne jennifer jenny jens jeanette jessica johan johanna johannes john jon jonas jonathan
    josef josefin josefine julia julie jørgen jörgen kajsa karen kari karin karoline katarina
    katrine kenneth kerstin kevin kirsten kjell kjersti knut konrad kristian kristin kristina
    kristoffer lars lasse leif lena lennart leo liam lina linn linnea linus lisa liselotte louise
    lovisa lucas ludvig lukas lotta maja malin magne magnus margareta margrethe mari maria
    marianne marie marit marius markus marta marte martin mathias matilda mats mattias michael
    mikael mikkel moa mohamed mohammed monica monika morten nadia nathalie nicklas niklas nils
    nina noah nora odin olav ole olga olivia olof oskar oscar ottar otto pål pär patrik paul peder
    per pernilla peter petra petter pia ragnhild rebecka rebecca renate richard rickard rita
    robert roger roland rolf runar rune samira samuel sander sandra sebastian selma signe sigrid
    silje simon sissel sofia sofie solveig stefan stein stian stina stine sture susann susanna
    susanne svein sven sverre synnøve terje thea theodor therese thomas thor tobias tomas tommy
    torbjörn torbjørn tormod trine trond tuva ulf ulla ulrika ulrik unni urban ursula vegard vera
    victoria viktor viktoria vilde ville vilma vincent wenche wilhelm william yasmin yngve yusuf
    yvonne zahra øystein øyvind åke åsa åse östen
""")
    - NAME_AND_WORD
)
"""Common first names in Sweden and Norway, those that are words left out."""
