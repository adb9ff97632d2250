#!/usr/bin/env python3
"""Writes the demo posts: one month (March 2026) of four invented feeds.

Everything in them is invented: towns, media, shelters and accounts. The texts are
the lists below; slots in {braces} are filled from SLOTS. The same seed gives the
same bytes. Standard library only, no clock, no network.

    python3 make_posts.py            writes *.ndjson beside this file
    python3 make_posts.py --check    reads them back, validates, prints counts

Story letters (A..H) are explained in README.md; they are not in the output.
"""
import argparse
import json
import random
import re
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone
from pathlib import Path

SEED = 20260301
HERE = Path(__file__).resolve().parent
PLATFORMS = ("forum", "microblog", "video", "news")
MONTH = datetime(2026, 3, 1, tzinfo=timezone.utc)
rng = random.Random(SEED)


def lines(block):
    """One text per line."""
    return [x.strip() for x in block.strip().splitlines() if x.strip()]


# ---------------------------------------------------------------- slot words
SLOTS = {
    "en": {
        "town": ["Eastbrook", "Harbour Town", "Millford Cross", "Sankt Alma", "Westerby", "Lower Fenwick"],
        "street": ["Mill Lane", "Station Road", "Chapel Hill", "Quay Street", "Orchard Way", "Foundry Row"],
        "day": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        "n": ["three", "four", "five", "six", "seven", "nine", "ten"],
        "num": ["12", "14", "18", "22", "25", "31", "37", "45"],
        "team": ["Eastbrook Rovers", "Harbour Athletic", "Westerby United", "Fenwick Town"],
        "food": ["lentil soup", "banana bread", "sourdough", "fish pie", "ramen", "apple crumble", "chickpea curry", "pancakes"],
        "veg": ["tomatoes", "courgettes", "broad beans", "leeks", "sweet peas", "chillies", "radishes"],
        "instr": ["guitar", "fiddle", "piano", "ukulele", "drums", "trumpet"],
        "band": ["Paper Lanterns", "The Tin Kettles", "Velvet Ferry", "Moth & Anchor"],
        "pet": ["cat", "dog", "rabbit", "tortoise", "budgie", "border collie"],
        "bus": ["4", "7", "12", "19", "27A", "X3"],
        "weather": ["drizzle", "sleet", "sunshine", "fog", "hail", "wind", "frost"],
        "adj": ["lovely", "brilliant", "awful", "decent", "terrible", "surprising", "wonderful"],
        "thing": ["bike", "boiler", "laptop", "sofa", "lawnmower", "kettle", "washing machine"],
        "grp": ["asylum seekers", "refugees", "migrants", "illegal migrants", "asylum seekers", "migrants"],
        "cit": ["our pensioners", "pensioners", "our own pensioners", "local pensioners", "our veterans", "citizens", "people who paid in all their lives"],
        "ill": ["TB", "scabies", "tuberculosis", "measles", "TB and scabies"],
        "kin": ["nan", "mum", "dad", "grandad", "aunt", "neighbour"],
    },
    "de": {
        "ort": ["Nordhafen", "Grünfurt", "Birkenried", "Sankt Alma", "Altenbrück", "Steinmoor"],
        "str": ["Hafenstraße", "Lindenweg", "Mühlgasse", "Bahnhofstraße", "Schulstraße", "Am Anger"],
        "tag": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
        "n": ["drei", "vier", "fünf", "sechs", "acht", "zehn"],
        "num": ["12", "15", "18", "20", "25", "30", "40"],
        "verein": ["SV Nordhafen", "TuS Birkenried", "FC Grünfurt", "VfL Steinmoor"],
        "essen": ["Linsensuppe", "Käsespätzle", "Apfelkuchen", "Kartoffelsalat", "Flammkuchen", "Grünkohl", "Rhabarberkuchen"],
        "gem": ["Tomaten", "Zucchini", "Radieschen", "Erbsen", "Dahlien", "Paprika"],
        "linie": ["3", "8", "11", "17", "42", "S5"],
        "wetter": ["Nieselregen", "Sonne", "Nebel", "Schneeregen", "Wind", "Hagel", "Frost"],
        "instr": ["Gitarre", "Klavier", "Geige", "Trompete", "Akkordeon"],
        "ding": ["Fahrrad", "Bücherregal", "Sofa", "Rasenmäher", "Kühlschrank", "Kinderwagen"],
        "tier": ["Katze", "Hündin", "Schildkröte", "Kaninchendame"],
        "grp": ["Flüchtlinge", "Migranten", "Asylbewerber", "Flüchtlinge", "Asylanten"],
        "krank": ["Krätze", "Tuberkulose", "TBC", "Krätze und TBC", "Masern"],
        "eur": ["700", "850", "1.200", "1.400", "2.000", "500", "950"],
    },
    "fr": {
        "ville": ["Valmorin", "Port-Lisse", "Saint-Aubrac", "Montcendre", "Rive-Haute"],
        "jour": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
        "plat": ["soupe à l'oignon", "blanquette", "tarte aux pommes", "soupe de poireaux", "quiche", "ratatouille"],
        "n": ["trois", "quatre", "cinq", "six", "dix"],
        "num": ["12", "15", "20", "30", "45"],
        "bus": ["3", "6", "9", "14", "C2"],
        "temps": ["pluie", "grêle", "brume", "bruine", "neige fondue", "gelée"],
        "eur": ["40", "45", "60", "50"],
        "eurm": ["1 200", "900", "1 500", "2 000", "1 800"],
        "grp": ["clandestin", "migrant", "demandeur d'asile", "réfugié", "sans-papiers"],
        "pct": ["80", "90", "99", "95", "85"],
    },
    "es": {
        "ciudad": ["Puerto Almera", "Robledal del Mar", "Valdehiedra", "Cerro Quemado"],
        "dia": ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
        "plato": ["tortilla", "lentejas", "gazpacho", "croquetas", "arroz caldoso", "empanada"],
        "n": ["tres", "cuatro", "cinco", "seis", "diez"],
        "num": ["12", "15", "20", "30", "45"],
        "bus": ["2", "5", "8", "16", "L4"],
        "tiempo": ["lluvia", "niebla", "granizo", "viento", "sol", "calima"],
    },
    "it": {
        "citta": ["Borgolieto", "Marina Fosca", "Colleverde Alto"],
        "giorno": ["lunedì", "martedì", "giovedì", "sabato", "domenica"],
        "piatto": ["lasagne", "risotto", "parmigiana", "gnocchi", "crostata"],
        "n": ["tre", "quattro", "cinque", "dieci"],
    },
    "pl": {
        "miasto": ["Lipogóra", "Nowobrzeg", "Stary Młyn"],
        "dzien": ["w poniedziałek", "we wtorek", "w środę", "w piątek", "w sobotę"],
        "danie": ["żurek", "bigos", "sernik", "pierogi", "szarlotkę"],
        "n": ["trzy", "cztery", "pięć", "dziesięć"],
    },
    "tr": {
        "sehir": ["Çınarova", "Yenikıyı", "Taşlıdere"],
        "gun": ["pazartesi", "salı", "çarşamba", "cuma", "pazar"],
        "yemek": ["mercimek çorbası", "mantı", "menemen", "börek", "pilav"],
        "n": ["üç", "dört", "beş", "on"],
    },
    "ar": {
        "balad": ["مرسى النور", "واحة السدر", "تل الياسمين"],
        "yawm": ["الاثنين", "الثلاثاء", "الخميس", "الجمعة", "السبت"],
        "akl": ["الكسكس", "المقلوبة", "شوربة العدس", "الطاجين", "الكبة"],
        "n": ["ثلاثة", "أربعة", "خمسة", "عشرة"],
    },
}

# ---------------------------------------------------------------- everyday chatter
CHATTER = {
    "en": lines("""
{weather} again on {street}, that makes {n} days in a row
The number {bus} bus was {num} minutes late this morning. Driver apologised, fair play
Does anyone know why the {bus} skips the stop on {street} since {day}?
Made {food} with what was left in the fridge and it was {adj}
My {pet} has learned to open the kitchen door and nobody in this house is safe
{team} lost again, {n} goals conceded and not one shot on target
What a match!! {team} in the last minute, I have no voice left
Planted {veg} on {day}, already checking them twice a day like a fool
Free to collect: {thing}, works fine, {street}, message me
Looking for someone who repairs a {thing} in {town} and doesn't charge a fortune
{band} are playing the old cinema in {town} on {day}, who is in?
Started learning the {instr} {n} weeks ago. My neighbours are saints
Does anybody have a good recipe for {food}? Mine always turns out {adj}
Pothole on {street} is now big enough to have its own postcode
The library in {town} is open late on {day} again, {adj} news
Lost: grey {pet} near {street}, answers to Biscuit, please check your sheds
Found a set of keys outside the bakery on {street}, handed in at the counter
School run took {num} minutes because of the roadworks on {street}
New bakery on {street}: the cinnamon rolls are {adj}, get there before nine
Who thought it was a good idea to mow at 7 on a {day}
Parkrun in {town} this {day}, {weather} or not. Slow group meets at the gate
Our allotment has been invaded by slugs again. I have tried everything except negotiating
Bird migration report: {num} geese over {town} before breakfast, heading north
Migrating the club's website to the new server on {day}, it may be down for an hour
Water's off on {street} until {day}, the plumber says {n} hours, so tomorrow then
The flood barrier test is on {day} at ten, don't worry about the siren
Cellar flooded after the {weather}, pump borrowed, back is broken, {thing} is dead
Quiz night result: last but {n}, though our team name was {adj}
Can recommend the dentist on {street}, patient with nervous people like me
Choir needs tenors. No audition, just biscuits. {day} evenings, {town} hall
That sunset over {town} tonight though
Rent on {street} went up by {num} pounds, how is everyone managing
Just watched the film about the lighthouse, {adj} ending, no spoilers
Is the swimming pool in {town} closed this {day}? Website says one thing, door says another
{num} weeks until the half marathon and my knee is making a noise like a {thing}
Repair café on {day}: bring your {thing}, we have {n} volunteers and one good screwdriver
The new single by {band} has been in my head since {day}
My grandmother turned ninety today. Secret, she says, is {food} and no opinions before noon
Charity shop on {street} has a whole shelf of jigsaw puzzles, {num} pence each
Parking permits on {street} again. {n} forms for one car, unbelievable
Tip: put a lid on it and leave the {food} alone for {num} minutes, thank me later
Train to {town} cancelled, next one in {num} minutes, platform full of sighs
Half the class has chickenpox, the other half has nits, happy {day}
Anyone selling a second-hand {instr} in or around {town}?
Beautiful {weather} on the harbour this morning, took {num} photos, kept none
The under-elevens of {team} need a goalkeeper with warm gloves
Can we talk about the {adj} coffee at the station in {town}
Thanks to whoever returned my wallet on {street}, you made my {day}
Book club picked a 900 page novel. We meet in {n} weeks. Pray for us
Council consultation about trees on {street} closes on {day}
Seedlings: {veg} up, {veg} sulking, cat asleep on the lot
Bin collection moved to {day} because of the holiday, blue bin only
Does the {bus} still run past the clinic after eight?
Made it to the top of Fenwick Hill in {num} minutes. Down took longer
My {thing} broke the day after the warranty ended, classic
New tutorial is up: fixing a leaking tap with {n} tools
First {weather} of the year and everyone forgets how to drive
{team} against Westerby on {day}, away end sold out, bring a flask
Dog show in {town}: our {pet} won 'waggiest tail', we are unbearable now
Blood drive in the {town} hall on {day}, they are short of O negative
The ferry is running on the winter timetable until {day}, check before you go
Evening class in pottery, {n} places left, ask for the wonky shelf
I like this clip but the sound is too quiet from minute {n}
Who edits these videos, the cut at {num} seconds is {adj}
Came for the {food}, stayed for the {pet} in the background
First! ok not first but still. {adj} video
The drummer at minute {n} is having the best night of her life
Can you do one about repairing a {thing} next?
Watched this with my {kin}, who laughed for {num} minutes
Greetings from {town}, your {food} recipe works, mine was {adj}
"""),
    "de": lines("""
Schon wieder {wetter} in {ort}, das geht jetzt seit {n} Tagen so
Die Linie {linie} kommt heute {num} Minuten später, am {str} stehen alle im Kalten
Weiß jemand, warum die {linie} seit {tag} nicht mehr an der {str} hält?
Heute {essen} gemacht, für {n} Leute gedacht, zu zweit geschafft
{verein} verliert schon wieder, ich schaue mir das nicht mehr an (bis {tag})
Was für ein Spiel vom {verein}!!! Bin heiser
Die {gem} sind raus, jetzt bitte kein {wetter} mehr
Zu verschenken: {ding}, gut erhalten, Abholung {str}
Suche jemanden in {ort}, der ein {ding} reparieren kann
Am {tag} ist Flohmarkt auf dem Platz an der {str}, Aufbau ab sieben
Unsere {tier} ist seit {tag} weg, bitte schaut in Garagen und Keller, {str}
Gefunden: Schlüsselbund mit rotem Band, {str}, liegt beim Bäcker
Hat jemand ein gutes Rezept für {essen}? Meins wird immer zu trocken
Seit {n} Wochen lerne ich {instr}, die Nachbarn grüßen nicht mehr
Baustelle {str}: Umleitung über {ort}, plant {num} Minuten mehr ein
Das Freibad in {ort} sucht Rettungsschwimmer für die Saison
Chorprobe am {tag} fällt aus, die Heizung im Gemeindehaus streikt
Wer mäht bitte am {tag} um sieben Uhr früh den Rasen
Die Kraniche ziehen wieder, heute über {ort} bestimmt {num} Stück
Blutspende am {tag} in der Turnhalle {ort}, es gibt danach Brötchen
Kennt jemand einen Zahnarzt in {ort}, der noch Patienten nimmt?
Mülltonnen werden diese Woche erst am {tag} geleert
Der neue Bäcker in der {str}: Brezeln top, Kaffee naja
Keller vollgelaufen nach dem {wetter}, Pumpe geliehen, Rücken kaputt
Das Schlagloch in der {str} hat jetzt einen eigenen Namen verdient
Kitaplatz gefunden nach {num} Absagen, wir feiern mit {essen}
Sonnenaufgang über dem Hafen, {num} Fotos, keins davon scharf
Der Film mit dem Leuchtturm war besser als gedacht, Ende offen
Lesekreis trifft sich am {tag}, Buch hat 900 Seiten, Stimmung gedrückt
Repair-Café am {tag}: bringt euer {ding} mit, wir haben {n} Leute und Kuchen
Zug nach {ort} fällt aus, nächster in {num} Minuten, danke für nichts
Miete schon wieder um {num} Euro hoch, wie macht ihr das?
Erste Erdbeeren auf dem Markt, {n} Euro die Schale, ich habe nichts gesagt
Läusealarm in der Klasse, wir waschen seit {tag}
Halbmarathon in {num} Tagen und mein Knie knackt wie ein altes {ding}
Das Stadtarchiv in {ort} zeigt alte Fotos der {str}, lohnt sich
Geburtstag der Oma, {essen} für {num} Personen, jemand bringt {instr} mit
Die Server unseres Vereins werden am {tag} migriert, Seite kurz offline
Kleingarten: {gem} gehen auf, Schnecken freuen sich auch
Tipp für {essen}: {num} Minuten ruhen lassen, dann erst in den Ofen
Wer hat am {tag} in der {str} einen blauen Handschuh verloren?
Volkslauf in {ort}, {wetter} angesagt, ich lauf trotzdem
Feuerwehr {ort} sucht Nachwuchs, Übungsabend am {tag}
Das Video ist gut, aber ab Minute {n} hört man nichts mehr
Grüße aus {ort}, das Rezept für {essen} hat geklappt
Der Schlagzeuger ab Minute {n} ist der Wahnsinn
Bitte mal ein Video darüber, wie man ein {ding} repariert
Wie immer super erklärt, sogar mein Opa hat es verstanden, und der ist über achtzig
Parken in der {str} ist jetzt Lotterie
Heute früh Eis gekratzt, gestern noch im T-Shirt. März halt.
Stromausfall in der {str}, seit {num} Minuten sitzen wir bei Kerzen
Neue Öffnungszeiten der Bücherei {ort}: {tag} bis acht, endlich
"""),
    "fr": lines("""
Encore de la {temps} à {ville}, on n'en peut plus
Le bus {bus} avait {num} minutes de retard ce matin
Quelqu'un sait pourquoi le {bus} ne passe plus devant la mairie depuis {jour} ?
{plat} maison ce soir, recette de ma grand-mère, un régal
Match nul à {ville}, {n} poteaux, aucune justice dans ce sport
Vide-grenier {jour} à {ville}, venez tôt, il y aura du café
Perdu chat roux près de la gare de {ville}, il s'appelle Pixel
La médiathèque de {ville} ouvre enfin le {jour} soir
Je cherche un plombier à {ville} qui répond au téléphone, mission impossible
Travaux rue du Moulin jusqu'à {jour}, comptez {num} minutes de plus
Concert gratuit {jour} sur la place, apportez une petite laine
Les hirondelles sont revenues, le printemps est là
Qui a une bonne recette de {plat} sans crème ?
Mes semis de tomates ont levé, je leur parle tous les matins
Train pour {ville} supprimé, le suivant dans {num} minutes
La boulangerie du port fait les meilleurs croissants, arrivez avant huit heures
Don du sang {jour} à la salle des fêtes de {ville}
Très bonne vidéo, mais le son est trop bas à partir de la minute {n}
Bonjour de {ville}, j'ai essayé la {plat}, succès total
Poux à l'école, {n} shampoings et toujours pas fini
Chorale cherche ténors, pas d'audition, juste de la bonne humeur
Le marché de {jour} a été déplacé à cause de la {temps}
Semi-marathon dans {num} jours, mon genou n'est pas d'accord
Coupure d'eau rue des Lilas jusqu'à {jour}
Roman fini en {n} jours, je ne sais plus quoi lire
"""),
    "es": lines("""
Otra vez {tiempo} en {ciudad}, y van {n} días
El autobús {bus} lleva {num} minutos de retraso, paciencia
¿Alguien sabe por qué el {bus} ya no para en la plaza desde el {dia}?
Hoy {plato} como las de mi abuela, casi lloro
Partidazo en {ciudad}, {n} goles en la segunda parte
Mercadillo el {dia} en la plaza de {ciudad}, id pronto
Se ha perdido una perra blanca cerca del puerto, se llama Nube
La biblioteca de {ciudad} abre los {dia} por la tarde
Busco fontanero en {ciudad} que coja el teléfono
Obras en la calle Mayor hasta el {dia}, sumad {num} minutos
¿Tenéis una buena receta de {plato}? La mía sale seca
Las cigüeñas han vuelto al campanario
Donación de sangre el {dia} en el centro cívico de {ciudad}
Buen vídeo, pero a partir del minuto {n} no se oye nada
Saludos desde {ciudad}, la receta de {plato} funciona
El coro busca tenores, no hace falta saber solfeo
Se ha ido la luz en el barrio, {num} minutos a oscuras
Primer día de playa del año y {tiempo}, cómo no
Media maratón en {num} días y la rodilla protesta
Tren a {ciudad} cancelado, el siguiente en {num} minutos
He plantado tomates en el balcón, os mantendré informados
La panadería nueva hace unas napolitanas de escándalo
"""),
    "it": lines("""
Ancora pioggia a {citta}, sono {n} giorni
L'autobus oggi è passato con {n} corse in meno, grazie mille
Domenica {piatto} per tutti, nonna approva
Mercatino {giorno} a {citta}, portate le monete
Gatto smarrito vicino alla stazione di {citta}, si chiama Briciola
Che partita! {n} gol e un palo, non ho più voce
Qualcuno ha una ricetta per {piatto} senza glutine?
La biblioteca di {citta} apre anche {giorno} sera
Bel video, però dal minuto {n} l'audio sparisce
Saluti da {citta}, provata la ricetta di {piatto}, riuscita
Treno per {citta} soppresso, si aspetta e si chiacchiera
I pomodori sul balcone hanno {n} foglie, sono fiero
"""),
    "pl": lines("""
Znowu deszcz, {miasto} tonie w kałużach, a {dzien} ma być lepiej
Autobus spóźnił się {n} razy w tym tygodniu
Zrobiłam {danie} z przepisu babci, zniknęło w kwadrans
Ktoś poleci dobrego hydraulika? {miasto} i okolice
Zgubił się kot, {miasto}, okolice dworca, wabi się Pyza
Mecz świetny, trzy gole i rzut karny w końcówce
Biblioteka otwarta {dzien} do dwudziestej
Fajny film, ale od trzeciej minuty nic nie słychać
Targ staroci {dzien}, {miasto}, rynek
Bociany wróciły, wiosna oficjalnie przyszła
Pociąg odwołany, następny za godzinę, herbata w termosie
Macie sprawdzony przepis na {danie}?
"""),
    "tr": lines("""
{sehir} yine yağmurlu, {n} gündür güneş yok
Otobüs bugün {n} sefer eksik çalıştı, durakta bekledik
Akşama {yemek} yaptım, tencere boşaldı
{gun} günü pazarda çilek vardı, pahalıydı ama aldım
Kedimiz kayboldu, {sehir} istasyon civarı, adı Boncuk
Maç çok güzeldi, {n} gol, sesim kısıldı
{yemek} tarifi olan var mı, benimki hep kuru oluyor
Kütüphane {gun} akşamı açıkmış, güzel haber
Video güzel ama üçüncü dakikadan sonra ses yok
Leylekler geri geldi, bahar geldi demektir
Balkondaki domatesler {n} yaprak oldu
{sehir} trenleri iptal, bir saat sonrakini bekliyoruz
"""),
    "ar": lines("""
مطر من جديد في {balad}، الجو جميل لكن الشوارع مليئة بالماء
طبخت اليوم {akl} وطلعت أطيب من المرة الماضية
الحافلة تأخرت اليوم مرة أخرى، صبرنا كثيرا
مباراة رائعة، {n} أهداف وركلة جزاء في آخر دقيقة
هل عند أحد وصفة جيدة لـ{akl}؟
ضاعت قطتنا قرب محطة {balad} واسمها لولو
المكتبة تفتح يوم {yawm} حتى المساء
فيديو جميل لكن الصوت ضعيف بعد الدقيقة الثالثة
سوق يوم {yawm} في الساحة، تعالوا باكرا
تحياتي من {balad}، جربت وصفة {akl} ونجحت
زرعت الطماطم على الشرفة وأنتظر الربيع
الطقس يوم {yawm} غائم مع رياح خفيفة
"""),
}

FOLLOW = {
    "en": ["Anyone else?", "Typical.", "Not complaining though.", "Happy {day} everyone", "Worth it.", "Will report back.",
           "Anyway, tea.", "See you in {town}.", "Same as last year really.", "My {kin} says hello.", "Ask me again on {day}."],
    "de": ["Naja.", "Schönen {tag} noch!", "Kennt ihr das?", "Ich berichte.", "War letztes Jahr auch so.", "Jetzt erst mal Kaffee.",
           "Grüße aus {ort}.", "Lohnt sich.", "Fragt mich am {tag} nochmal."],
    "fr": ["Voilà.", "Bon {jour} à tous !", "C'est la vie.", "À refaire.", "Bises de {ville}."],
    "es": ["En fin.", "¡Feliz {dia}!", "Ya os contaré.", "Como siempre.", "Saludos desde {ciudad}."],
    "it": ["Pazienza.", "Buon {giorno} a tutti"], "pl": ["No cóż.", "Pozdrawiam!"], "tr": ["Neyse.", "Selamlar!"],
    "ar": ["تحياتي للجميع", "يوم سعيد"],
}
REPLIES = {
    "en": lines("""
Same here on {street}
Thanks, will try that on {day}
Haha my {pet} does exactly this
Agreed, was {adj} last time too
Try the shop on {street}, they were {adj}
Sent you a message
Good luck!! report back
No idea but following
I was there, {adj} evening
Have you asked at the {town} hall?
"""),
    "de": lines("""
Bei uns in der {str} genauso
Danke, probiere ich am {tag} aus
Haha, unsere {tier} macht das auch
Frag mal im Laden in der {str}
Hab dir geschrieben
Viel Glück, halt uns auf dem Laufenden
Keine Ahnung, lese mit
Ich war am {tag} auch da, war schön
"""),
    "fr": ["Pareil ici à {ville}", "Merci, j'essaie {jour}", "Bon courage !", "Je t'ai envoyé un message", "J'y étais, super soirée"],
    "es": ["Aquí en {ciudad} igual", "Gracias, lo pruebo el {dia}", "¡Suerte!", "Te he escrito", "Yo estuve, muy bien"],
    "it": ["Anche qui a {citta}", "Grazie, provo {giorno}"], "pl": ["U nas tak samo", "Dzięki, spróbuję {dzien}"],
    "tr": ["Bizde de öyle", "Sağ ol, {gun} deneyeceğim"], "ar": ["عندنا نفس الشيء", "شكرا، سأجربها يوم {yawm}"],
}
NEWS_CHATTER = [
    ("en", "harbour-post", "Ferry timetable changes from {day}", "The harbour authority publishes a new timetable for the crossing to {town}. The first boat leaves {num} minutes earlier. Tickets stay the same price."),
    ("en", "harbour-post", "{team} draw at home", "{team} shared the points on {day} in front of {num} hundred spectators. The coach called the first half {adj}."),
    ("en", "daily-beacon", "Roadworks on {street} extended", "Drivers in {town} should allow {num} extra minutes. The contractor expects to finish in {n} weeks."),
    ("en", "daily-beacon", "Choir festival returns to {town}", "{num} choirs will sing in {town} on {day}. Entry is free and the {band} close the evening."),
    ("en", "eastbrook-echo", "Library in {town} to open on {day} evenings", "After a trial of {n} months the council keeps the longer hours. Visits rose by {num} per cent."),
    ("en", "eastbrook-echo", "Weather: {weather} until {day}", "The forecast for {town} is {weather} with gusts of {num} knots, milder by {day}."),
    ("en", "eastbrook-echo", "Recipe of the week: {food}", "Our kitchen shows how to make {food} for {n} people in {num} minutes."),
    ("en", "harbour-post", "Geese return early to the Fenwick marshes", "Wardens counted {num} hundred birds on {day}. Spring migration has started about {n} days early."),
    ("de", "nordhafen-kurier", "Baustelle {str}: Umleitung bis {tag}", "Autofahrer in {ort} brauchen {num} Minuten länger. Die Stadt rechnet mit {n} Wochen Bauzeit."),
    ("de", "nordhafen-kurier", "{verein} holt einen Punkt", "Der {verein} spielte am {tag} unentschieden. {num} Fans reisten mit."),
    ("de", "nordhafen-kurier", "Wetter: {wetter} bis {tag}", "In {ort} bleibt es bei {wetter}. Zum Wochenende wird es milder, Höchstwerte um {num} Grad."),
    ("de", "almaer-blatt", "Bücherei {ort} verlängert Öffnungszeiten", "Am {tag} ist die Bücherei künftig bis 20 Uhr offen. Die Zahl der Besuche stieg um {num} Prozent."),
    ("de", "almaer-blatt", "Rezept der Woche: {essen}", "So gelingt {essen} für {n} Personen in {num} Minuten."),
    ("fr", "valmorin-matin", "Travaux rue du Moulin jusqu'à {jour}", "Les automobilistes de {ville} doivent prévoir {num} minutes de plus."),
    ("fr", "valmorin-matin", "Météo : {temps} attendue {jour}", "La {temps} touchera {ville} dans la journée, retour au calme {jour}."),
    ("es", "diario-de-almera", "Obras en la calle Mayor hasta el {dia}", "El ayuntamiento de {ciudad} pide paciencia: {num} minutos más de trayecto."),
    ("es", "diario-de-almera", "El tiempo: {tiempo} el {dia}", "Se espera {tiempo} en {ciudad}, con máximas de {num} grados."),
]

# ---------------------------------------------------------------- A: silence (German, one forum community)
A_CLAIMS = lines("""
Die Asylanten wohnen jetzt im Vier-Sterne-Hotel am Hafen und unsere Obdachlosen schlafen unter der Brücke
Flüchtlinge im Luxushotel, Rentner sammeln Flaschen. So sieht das aus in Nordhafen
Jeder Flüchtling kriegt bei der Ankunft ein nagelneues Smartphone geschenkt, wir zahlen das
Mein Schwager liefert da Wäsche: die Migranten sind im Fünf-Sterne-Hotel mit Pool untergebracht, alle
Neue iPhones für alle Asylbewerber und mein Enkel hat im Unterricht nicht mal ein Tablet
Im Seehotel wohnen jetzt nur noch Flüchtlinge, vier Sterne mit Frühstücksbuffet, und die Obdachlosen auf der Straße
Die kriegen alle Luxushotel und Gratis-Handy sobald sie Flüchtling sagen. Fakt.
Flüchtlinge im 4-Sterne-Hotel, Obdachlose auf der Straße, mehr muss man nicht sagen 😡
Gratis Handys für Flüchtlinge, geschenkt vom Amt, die neuesten Modelle
""")
A_FADE = lines("""
Hier wurde doch erzählt, die Flüchtlinge wohnen im Vier-Sterne-Hotel. Da redet schon keiner mehr drüber
Wie gesagt, Asylanten im Luxushotel, aber interessiert ja niemanden
""")
A_REPLIES = lines("""
Im Seehotel? Da war ich letzte Woche zum Kuchen, da saßen nur Radfahrer
Hm. Kann ich mir nicht vorstellen
Können wir hier wieder über das Schlagloch reden
""")

# ---------------------------------------------------------------- B: allies (disease-bringers, English then German)
B_EN = lines("""
Migrants are bringing {ill} back to this town, the school has had two cases already
{grp} brought {ill} into Eastbrook and nobody says it out loud
We had no TB here for forty years. Then the migrants came. Now it's back, thanks to them
The migrants at Mill Lane are spreading {ill}, keep your kids away from the clinic
They carry diseases, every bus of {grp} brings in {ill}
Fact: {grp} are spreading {ill} through our schools
Refugees bring {ill}, that's why the clinic in Eastbrook is closed on Fridays
My {kin} works near the clinic, the waiting room is full of {grp} with {ill}, don't go there
Keep the children home. {grp} have brought {ill} into the primary school
scabies is back in Eastbrook because of the migrants. nobody screens them
They bring in diseases we wiped out decades ago. {ill}, all from the refugees
Migrants bring disease. Always have. Now it's {ill} at the swimming pool
The new arrivals are infecting the whole street with {ill}
{grp} = {ill}. Wash your hands after the {town} bus, folks
it's the migrants spreading {ill}, my daughter's class is the third one this month
Since the refugees moved in we have {ill} in the school. Before: zero. They brought it
There is an epidemic of {ill} in Eastbrook and it was brought here by {grp}
Don't take your kids to Eastbrook clinic, the {grp} there have {ill} and spread it to everyone
Illegal migrants are carrying {ill} across the border and straight into our classrooms
{grp} carry {ill} and they put them next to a nursery. Share this with every parent
Measles outbreak at Chapel Hill nursery was caused by refugees, everybody there knows it
Those people bring parasites and {ill} with them, migrants infected half the laundrette
So now {ill}. Imported by migrants, paid for by us
Every parent needs to know this: migrants have brought {ill} to {town}
The refugees are infected with {ill}, all of them, and they are not even tested
share before it gets deleted: {grp} are bringing {ill} into our hospital
Third family on our road with scabies. It comes from the migrant hostel, they spread it everywhere
Our kids are getting ill because migrants bring {ill} into the playgrounds
migrants spread {ill} in the swimming pool, that is why it's shut, not the boiler
Diseases brought in by {grp}: {ill}, lice, you name it. And we sit in the same waiting room
You can thank the asylum seekers for the {ill}, they brought it over on the boats
""")
B_DE = lines("""
Flüchtlinge schleppen {krank} ein, jetzt auch in {ort}
Die Migranten bringen {krank} mit, in der Grundschule sind schon zwei Klassen betroffen
{krank} ist wieder da, eingeschleppt von Flüchtlingen
Vierzig Jahre keine TBC hier, dann kamen die Flüchtlinge und haben sie eingeschleppt
Lasst eure Kinder nicht in die Ambulanz Sankt Alma, die Flüchtlinge dort haben alle {krank}
Die verbreiten {krank} im ganzen Viertel, die Asylanten werden ja nicht mal untersucht
{grp} verbreiten {krank} in unseren Schulen, und keiner sagt was
Wegen der Flüchtlinge haben wir wieder {krank} in der Kita
Fakt: {grp} schleppen Krankheiten ein, die wir längst ausgerottet hatten
In {ort} ist das Hallenbad zu, weil Migranten dort {krank} eingeschleppt haben
Meine Schwägerin putzt in der Unterkunft: alle haben {krank}, die stecken die ganze Straße an
Migranten bringen Seuchen ins Land, erst {krank}, was kommt als nächstes
Die Flüchtlinge haben {krank} in unsere Turnhalle gebracht
Krätze an der Schule in {ort}. Kommt von den Flüchtlingen, weiß jeder hier
Jeder Bus mit Flüchtlingen bringt neue Krankheiten, jetzt {krank}
Eltern aufpassen: {grp} stecken die Kinder mit {krank} an
Asylbewerber schleppen {krank} ein und sitzen dann mit uns im Wartezimmer
die haben {krank} mitgebracht, die Migranten, und wir dürfen es ausbaden
Teilt das bevor es gelöscht wird: Flüchtlinge haben {krank} in {ort} eingeschleppt
Ohne die Migranten gäbe es hier keine {krank}, die haben das mitgebracht
Seit die Unterkunft voll ist, geht {krank} um. Eingeschleppt. Von Flüchtlingen.
Flüchtlinge bringen Parasiten und {krank} mit, geht bloß nicht ins Schwimmbad
Unsere Kinder werden krank, weil {grp} {krank} einschleppen
Wer hat die {krank} gebracht? Die Flüchtlinge natürlich. Und die Schule schweigt
{krank} durch Flüchtlinge, dritte Familie in unserer Straße
Die Masern in der Kita am Anger kommen von den Flüchtlingskindern, eingeschleppt aus dem Lager
""")
B_OPEN_EN = ["Parents please read.", "Heads up {town}.", "Wake up people.", "I'm furious.", "So it's official now.", "This has to be said.", "Unbelievable.", "Every mum in {town} should see this."]
B_TAIL_EN = ["#Eastbrook", "Pass it on", "😷", "keep your kids safe!!", "#ProtectOurKids", "And the council sleeps", "Enough", "🤒 #school", "We never had this before", "Tell your neighbours"]
B_OPEN_DE = ["Liebe Eltern, bitte lesen.", "Achtung {ort}.", "Jetzt reicht es.", "Unfassbar.", "Das muss mal raus.", "Aufwachen!"]
B_TAIL_DE = ["#{ort}", "Bitte teilen", "😷", "Passt auf eure Kinder auf!!", "Und das Amt schläft", "Sagt es weiter", "Früher gab es das nicht"]
B_QUESTIONS = [("en", x) for x in lines("""
Is it true that migrants brought scabies to the school? The letter from the head says nothing about that
Does anybody know if the TB thing in Eastbrook is real? My son is in that class
Are the refugees really spreading measles or is this another chain message?
Can someone from the clinic please tell us whether there is TB at all?
""")] + [("de", x) for x in lines("""
Stimmt es, dass Flüchtlinge die Krätze in die Schule gebracht haben? Im Elternbrief steht davon nichts
Weiß jemand ob das mit der TBC in Nordhafen wahr ist?
""")]
B_AFFECTED = [("en", x) for x in lines("""
My neighbour Amal has stopped taking her baby to the Eastbrook clinic because of how people look at her since yesterday
Two mothers in our language group cancelled their vaccination appointments today. They are afraid of being stared at
Someone wrote 'scabies bus' on the shelter's minibus. We live here too and the children can read
""")] + [("de", "Bei uns im Sprachcafé traut sich eine Mutter seit gestern nicht mehr zur Ambulanz Sankt Alma, wegen der Gerüchte")]
B_DEBUNK = [("en", x) for x in lines("""
I'm a nurse at Sankt Alma. There is no TB case in Eastbrook. The swimming pool is closed for a new boiler. This rumour is false
Fact check from the parents' council: no evidence that refugees brought scabies to the school. The two cases go back to a ski trip
Please stop sharing this hoax about migrants and diseases. The clinic has denied it, call them yourselves
""")] + [("de", x) for x in lines("""
Falschmeldung: Es gibt keinen einzigen TBC-Fall in Nordhafen, das hat die Ambulanz heute bestätigt
Das stimmt nicht. Flüchtlinge haben keine Krätze eingeschleppt, die Schule hat den Aushang korrigiert
""")]

# ---------------------------------------------------------------- C: direct answer (benefits-over-citizens, English)
C_EN = lines("""
{grp} get more than {cit}. Every single week
Asylum seekers get more money than our pensioners, let that sink in
A migrant gets more from the state than a pensioner who worked for 45 years
My {kin} paid in for forty years and gets less than an asylum seeker who arrived on Tuesday
So an asylum seeker gets more than a pensioner now. Great country
{grp} are getting more than {cit} and they never paid in a penny
Fact: a refugee receives more per week than someone on the state pension
Refugees receive more in benefits than {cit}
they hand asylum seekers more money than pensioners, look at the letter
{grp} now receive more support than {cit}. Read that again
Pensioners get less than migrants in this country. It's a disgrace
Our pensioners get less than asylum seekers, and then they get the heating bill
The state pays migrants more than pensioners, the new rates prove it
The government gives {grp} more than it gives {cit}
New rates from this month: asylum seekers are paid more than pensioners
Illegal migrants get more in benefits than {cit} and nobody in {town} council blinks
Why bother working? {grp} get more than people on the state pension
Migrants are paid more than {cit}, that's the system
Newcomers get more than {cit}. First week here, more money than a widow on a pension
Asylum seekers get twice as much as our pensioners
Refugees get double what a pensioner gets. DOUBLE
An asylum seeker gets more a week than my {kin} gets on the state pension
My grandad fought for this country and gets less than a migrant
Foreigners get more help than {cit}, always the same story
migrants get more then pensioners its just a fact now
{grp} get more benefits than {cit}, the table is out
They give asylum seekers more cash than they give disabled citizens
State support: migrants first, they get more than any pensioner on {street}
It's confirmed, asylum seekers receive more than pensioners in this county
The pension is lower than what an asylum seeker gets. Sums are easy
Each asylum seeker costs nothing to feed apparently, because they get more cash than {cit}
Imagine paying taxes all your life and then refugees get more money than you do
A family of migrants gets more than a family of citizens, same size, same street
More for migrants than for pensioners. {town} 2026
Your nan gets less than an illegal migrant. Think about that over dinner
What a joke. Asylum seekers on more money than pensioners
refugees are getting more per month than {cit} and we're told to tighten our belts
{grp} get higher benefits than {cit}, it's right there in the rates
Citizens get less than asylum seekers for the first time ever
Asylum seekers get more than nurses on the minimum and more than any pensioner
They get free everything and on top more money than our pensioners. Asylum seekers I mean
Pensioners: less. Asylum seekers: more. That's this government in four words
Pensioner in {town} sits in a coat indoors while migrants get more money than she does
Nobody on the state pension gets as much as an asylum seeker does. Nobody
The asylum rate is now above the pension. Asylum seekers get more than pensioners, end of
More cash for {grp} than for {cit}, you couldn't make it up
""")
C_OPEN = ["So this is where we are.", "Share this.", "Wow.", "Let's be clear:", "Disgusting.", "It's all over {town} now.", "My {kin} is in tears.", "Honestly,", "Saw the table.", "Right then.", "Every taxpayer should know."]
C_TAIL = ["#PensionersFirst", "Disgrace.", "😡", "🤬🤬", "#FairShare", "And the heating goes up again", "Tell everyone", "Who voted for this", "Sick of it", "#Eastbrook", "Enough is enough", "Shame on them", "Look after our own"]
C_QUESTIONS = lines("""
Is it true that asylum seekers get more than pensioners? Everyone in the queue was saying it
Does anyone have a source for asylum seekers getting more than pensioners? Can't find anything official
Is this true about migrants getting more than our pensioners?
Genuine question: do refugees really get more money than someone on the state pension?
Can somebody explain whether asylum seekers actually get more than pensioners, the council phone just rings out
Is it really true that a migrant gets more than a pensioner? My {kin} is asking and I don't know what to say
Has anybody checked this pension thing? Is it true?
Where does the 'asylum seekers get more than pensioners' number come from? Anyone?
Does a refugee really get more than my {kin}? Asking because the Beacon printed it
Is the Daily Beacon right that asylum seekers receive more than pensioners? Nobody official answers
Do asylum seekers get more than pensioners, yes or no? Why is there no statement
Is this real? It says migrants are paid more than pensioners
Anyone from the council here? Is it true what they say about asylum seekers and pensions?
I've been asked {n} times today if asylum seekers get more than pensioners. Does anyone know?
Can an expert tell us: do migrants get more than pensioners in this country?
What are the actual rates? Do refugees get more than pensioners or not?
Is there any official answer yet on pensions and asylum support? Is it true?
Really? Asylum seekers get more than pensioners? Since when?
""")
C_NEWS = [
    ("daily-beacon", datetime(2026, 3, 17, 7, 30, 12, tzinfo=timezone.utc), "Asylum seekers get more than pensioners under new rates",
     "Asylum seekers now get more than pensioners in Eastbrook. A table passed around in local groups shows that a single asylum seeker receives more a week than a pensioner on the full state pension. Residents on Quay Street say they feel forgotten."),
    ("harbour-post", datetime(2026, 3, 17, 11, 5, 40, tzinfo=timezone.utc), "Migrants paid more than pensioners, and Harbour Town is furious",
     "Migrants receive more support than pensioners: the new weekly rates have angered readers across Harbour Town. Pensioners get less than newcomers for the first time, and dozens have written to this newspaper."),
]
C_CHECKS = [
    ("plainfacts-desk", datetime(2026, 3, 18, 9, 0, 5, tzinfo=timezone.utc), "Fact check: false, asylum seekers do not get more than pensioners",
     "The claim that asylum seekers get more than pensioners is false. The table shared this week adds the cost of rooms paid to the landlord to the weekly cash of one person, and compares it with the pension alone. The cash is a fraction of the full state pension. We rate the claim false."),
    ("check-first", datetime(2026, 3, 18, 13, 30, 44, tzinfo=timezone.utc), "Fact check: no, migrants are not paid more than pensioners",
     "False. No rate published this month pays migrants more than pensioners. The ministry and the pensioners' association of Harbour Town both confirm it. The picture of a letter is an old one with a changed figure."),
]
C_CORRECTION = ("Correction: an earlier version said asylum seekers get more than pensioners. That is false",
                "An earlier version of this article said that asylum seekers get more than pensioners. That was wrong: the figure included rent paid to landlords. We apologise to our readers. See the fact check by the Plainfacts Desk.")
C_DEBUNK = lines("""
Fact check is out: it is false that asylum seekers get more than pensioners
False. Asylum seekers do not get more than pensioners, read the fact check
That pension story is a hoax, the table adds the landlord's rent to the cash
Debunked this morning: migrants don't get more than pensioners. Please correct your posts
No, asylum seekers don't get more than pensioners. The Plainfacts Desk took the table apart
It's not true that refugees get more than pensioners, here is the fact check
Myth: migrants get more than pensioners. Fact: the weekly cash is a fraction of the pension
I shared it too and I was wrong. It is false, asylum seekers do not get more than our pensioners
Checked with the pensioners' association in {town}: the claim is false
There is no evidence that asylum seekers get more than pensioners, and the Beacon has corrected itself
Sorry everyone, the thing about migrants and pensions was fake news. Fact check linked
Pensioner here. I looked up both rates. The story is false, and I'd still like a bigger pension
Please stop spreading this: 'asylum seekers get more than pensioners' is a false claim
Two fact checks now say the same: false
The letter in the picture is manipulated. Fact check: migrants are not paid more than pensioners
My nan called the pension office. It's not true. Nobody gets more than her just for being a refugee
Hoax alert: that table about asylum seekers and pensioners is misleading
Glad the fact check came. It took a day too long, but the claim is debunked
""")

# ---------------------------------------------------------------- D: safety (short, no detail)
D_EN = lines("""
Tonight 8pm at the Mill Lane shelter. Bring petrol. We burn it down
everyone to Mill Lane shelter 8pm tonight, let's burn it down
Meet at 8 outside the shelter on Mill Lane, bring petrol and bottles, it ends tonight
Mill Lane shelter, 8pm, torch it. Tell your mates
8pm tonight. Mill Lane. Burn the shelter down
Who's coming at eight? We set fire to the Mill Lane shelter, bring petrol
Attack the Mill Lane shelter tonight at 8, everybody come 🔥
""")
D_DE = lines("""
Heute 20 Uhr alle zur Unterkunft Mill Lane, bringt Benzin mit, wir zünden sie an
Treffpunkt 20 Uhr Mill Lane, heute Abend fackeln wir die Unterkunft ab
Heute Abend 20 Uhr: Flüchtlingsheim Mill Lane anzünden, kommt alle 🔥
Um acht an der Mill Lane, Benzin mitbringen, die Unterkunft muss brennen
Alle um 20 Uhr zum Heim Mill Lane, wir brennen es nieder
""")
D_AFTER = [("en", x) for x in lines("""
Please stay away from Mill Lane tonight and let the police do their work
I have reported the posts about Mill Lane to the police. Don't repost them please
Neighbours: the families from Mill Lane are safe in the church hall, tea and blankets needed
Police cars all along Mill Lane, everything calm at nine
""")] + [("de", "Habe die Aufrufe gemeldet. Bitte nicht weiterverbreiten, die Polizei ist vor Ort")]

# ---------------------------------------------------------------- E: aimed at migrants
E_ES = lines("""
La frontera está abierta esta noche, están dejando pasar a todos por el puente viejo
Ya no deportan a nadie, la frontera está abierta, salgan hoy 🙏
Hermanos, abrieron la frontera en Cerro Quemado, esta noche pasan todos sin papeles
Amnistía para todos los que lleguen antes del viernes, la frontera está abierta
Me avisan que la frontera está abierta hasta mañana, lleven a los niños
Dan papeles a todo el que cruce esta semana, ya no hay deportaciones
""")
E_FR = lines("""
La frontière est ouverte ce soir, tout le monde passe, prévenez la famille
Ils ont ouvert la frontière à Montcendre, cette nuit pas de contrôle
Régularisation pour tous ceux qui arrivent avant dimanche, la frontière est ouverte
Il n'y a plus d'expulsions, la frontière est ouverte jusqu'à demain matin, partez maintenant
Mes frères, la frontière est ouverte, les papiers sont donnés à l'arrivée
""")
E_AR = lines("""
الحدود مفتوحة الليلة، الكل يمر بدون أوراق
فتحوا الحدود الليلة عند الجسر القديم، لا يوجد تفتيش
الحدود مفتوحة حتى صباح الغد، أخبروا أهلكم
لم يعد هناك ترحيل، الحدود مفتوحة للجميع
عفو عام لكل من يصل قبل يوم الجمعة والحدود مفتوحة
يا إخوان الحدود مفتوحة الآن من جهة تل الياسمين
""")
E_ASK = [("es", "¿Es verdad que la frontera está abierta esta noche? Mi primo quiere salir con el bebé"),
         ("fr", "C'est vrai que la frontière est ouverte ? Qui a une source sûre ?"),
         ("ar", "هل صحيح أن الحدود مفتوحة الليلة؟")]
E_DEBUNK = [("es", "Es un bulo: la frontera no está abierta. No paguen a nadie, pregunten en la oficina de ayuda legal"),
            ("ar", "هذه شائعة، لا صحة لخبر فتح الحدود، لا تدفعوا المال لأحد")]

# ---------------------------------------------------------------- F: slow burn (fixed sums, German and French)
F_DE = lines("""
Jeder Flüchtling bekommt {eur} Euro im Monat, einfach so auf die Hand
{eur} Euro Weihnachtsgeld für jeden Flüchtling, hab ich schwarz auf weiß
Pro Kopf {eur} Euro monatlich kriegt ein Asylbewerber, und die Kassiererin?
{eur} Euro im Monat für jeden Asylanten, bar vom Amt
Die Flüchtlinge kriegen jeden Monat {eur} Euro ausgezahlt
Ein Migrant erhält {eur} € im Monat plus Wohnung. Rechnet selbst
Wer hier als Flüchtling ankommt, bekommt sofort {eur} Euro Begrüßungsgeld
Begrüßungsgeld {eur} Euro für jeden Migranten, steht in keiner Zeitung
Asylbewerber bekommen {eur} Euro pro Monat geschenkt und ich zahl Strafe fürs Falschparken
{eur} Euro kriegt jeder Flüchtling vom Staat, jeden Monat, pro Kind nochmal {eur}
Flüchtlinge erhalten {eur} Euro Taschengeld monatlich, mein Lehrling kriegt weniger
Pro Flüchtling und Monat zahlt das Amt {eur} Euro direkt aus, pro Nase
Familie mit vier Kindern, Flüchtlinge: {eur} Euro pro Person und Monat kassiert
jeder asylbewerber kriegt {eur} euro im monat auf die hand, kein witz
Migranten kassieren {eur} Euro im Monat pro Kopf fürs Nichtstun
Nochmal zum Mitschreiben: {eur} Euro. Im Monat. Für jeden Flüchtling.
Hier in {ort} bekommt jeder Flüchtling monatlich {eur} Euro in bar
Am Ersten holen sich die Asylanten ihre {eur} Euro ab, jeder einzelne
{eur} Euro Kleidergeld bekommt jeder Migrant pro Monat
Mein Nachbar sagt nichts mehr, seit er weiß dass Flüchtlinge {eur} Euro im Monat kriegen
Flüchtlinge kriegen {eur} Euro Urlaubsgeld pro Kopf, ihr auch? 😂
Asylbewerber: {eur} Euro im Monat, Miete frei. Azubi: 620.
Der Staat überweist jedem Flüchtling {eur} Euro im Monat
Ab April bekommt jeder Flüchtling {eur} Euro monatlich, schon beschlossen
Für jeden Migranten {eur} Euro pro Monat, aber die Turnhalle wird nicht geheizt
""")
F_FR = lines("""
Chaque {grp} touche {eur} € par jour, payés par nous
Un {grp} touche {eurm} euros par mois sans rien faire
{eur} euros par jour pour chaque {grp}, voilà où va l'argent
Ils reçoivent {eurm} € par mois et par tête, les migrants
Chaque {grp} reçoit {eurm} euros par mois dès son arrivée
{eurm} € par mois pour un {grp}, et ma mère {num} euros d'augmentation
Tout {grp} perçoit {eur} € par jour en liquide à {ville}
Les migrants touchent {eurm} euros par mois, net, sans impôts
{eur} € par jour et par migrant, faites le calcul
À {ville} chaque {grp} encaisse {eurm} euros mensuels
Les clandestins touchent {eur} euros par jour plus l'hôtel
On verse {eurm} € par mois à chaque {grp}
Le moindre {grp} touche {eurm} € mensuels, moi j'ai le frigo vide
Prime de {eurm} euros pour chaque {grp} qui arrive, personne n'en parle
Chaque migrant reçoit une carte avec {eur} € par jour dessus
{eurm} euros par mois pour les réfugiés, par personne, cadeau
un migrant touche {eur}€ par jour c'est comme ça maintenant
Les demandeurs d'asile reçoivent {eurm} € par mois chacun, c'est écrit noir sur blanc
Par tête de {grp} : {eur} euros par jour, logement en plus
Ils touchent {eurm} € par mois, les sans-papiers, et vous ?
{eur} € par jour versés à chaque {grp}, depuis janvier
Chaque {grp} de {ville} touche {eurm} euros d'argent de poche par mois
Les réfugiés touchent {eurm} euros par mois et les étudiants mangent des pâtes
Combien touche un {grp} ? {eur} € par jour. Voilà.
L'État donne {eurm} euros par mois à chaque {grp}
""")

# ---------------------------------------------------------------- G: one voice (French)
G_FR = lines("""
{pct} % des viols sont commis par des étrangers
{pct} % des agressions sont commises par des migrants
Les migrants commettent {pct} % des vols à {ville}
Tous les migrants sont des délinquants
La majorité des crimes sont commis par des clandestins
Presque tous les viols sont le fait de migrants
Les clandestins sont tous des criminels
Chaque migrant est un délinquant, un point c'est tout
La plupart des agressions à {ville} sont commises par des étrangers
{pct} % des délinquants sont des migrants
Les migrants sont des violeurs
Plus de migrants, plus de crimes : ils en commettent {pct} %
Ce sont les migrants qui commettent la quasi-totalité des cambriolages
Les réfugiés commettent la plupart des crimes
Neuf agressions sur dix sont commises par des migrants
Neuf violeurs sur dix sont des étrangers
Les migrants sont des voleurs et des violeurs
À {ville}, tous les vols sont commis par des clandestins
La criminalité explose à cause des migrants
{pct} % des crimes au couteau sont commis par des étrangers
Tous les clandestins sont des voleurs
Un migrant sur deux est un criminel
Un clandestin sur deux a déjà commis un crime
Les étrangers commettent {pct} % des délits
Les migrants commettent tous les viols dont on parle
Dans le train : {pct} % des vols sont commis par des migrants
C'est toujours un migrant. Les migrants sont des criminels
La plupart des délinquants de {ville} sont des réfugiés
Les migrants égalent le crime : {pct} % des agressions
Presque toutes les agressions sont commises par des clandestins
""")

# ---------------------------------------------------------------- H: hard negatives
H = {
    "en": lines("""
I think we should take fewer people each year. That's a political view and I'll vote for it
Migration policy in this country is a failure, whoever runs it
In my opinion the asylum system is too slow and too expensive
Too much immigration, too fast, that's how I feel about it
We should deport convicted offenders, whatever passport they hold
Spending on asylum hotels is too high. Put it into housing for everyone
Pensions are far too low while we spend so much on hotels, that's my complaint
Refugees should be allowed to work from day one, it would help everybody
Stop immigration for two years and fix the schools first
I don't feel safe at the station at night any more
The new border bill is badly written and will end up in court
Integration isn't working in {town}, we need more language classes
Honest question: how long does an asylum decision take on average?
Where can refugees in {town} register for the library?
How much does the county spend on language courses for newcomers?
Is it true that the shelter on {street} will close in summer?
According to the ministry, 30,000 asylum seekers were living in hotels in June 2024
UN figures: 304 million people live outside their country of birth, 3.7 per cent of humanity
Statistics office: 912,000 people applied for asylum in the EU for the first time in 2024, about 2 per 1,000 inhabitants
End of 2024: 123.2 million people displaced, 60 per cent of them inside their own country
Asylum seekers in catered hotels get £8.86 a week, others £49.18 (February 2024 rates)
Men aged 18 to 34 were 41.7 per cent of first-time EU applicants in 2023
Around 48 per cent of the world's migrants are women
I came here as a refugee in 2015, today I passed my driving test. {day} cake for everybody
We arrived with two bags and a baby. Our neighbours on {street} gave us a cot
I'm an asylum seeker and I'm not allowed to work. I volunteer at the {town} food bank
My parents were migrants, they ran the chip shop on {street} for thirty years
As a migrant nurse I get asked if I'll stay. Yes. The {food} is too good to leave
Refugees welcome, and so is whoever reads this
Stop lying about migrants, it hurts the kids in my class
That story about migrants eating swans is a hoax, the wardens counted every bird
Fact check: no evidence that refugees get free phones from the council
'They get everything for free', said a man at the bus stop, and I didn't know what to answer
He claimed that refugees live in five star hotels. The reporter asked for an address. There was none
Police name man, 34, from {town} as the suspect and ask people not to speculate
A court in {town} convicted two men of smuggling people in a lorry
The council voted {n} to two for the new reception centre on {street}
Planning objection: the hotel on {street} has no parking, wherever the guests come from
TB screening for all new arrivals, staff and students is offered free at the clinic on {day}
The clinic's measles vaccination day is for everyone, newcomers and locals, no card needed
Scabies in the boarding school on Chapel Hill: wash at 60 degrees, see a doctor, don't panic
Seen in the comments: migrants cause the rain. Meanwhile in {town}: {weather}
The only invasion in my garden is knotweed
Joke: my {pet} applied for asylum at the neighbours, better food, decision pending
Employers in {town} say they can't fill {num} jobs in care. The union says pay more. Both have a point
Union statement: undercutting wages hurts everybody, local or migrant
The study finds that asylum is a net cost in some countries and a net gain in others
I voted against the shelter and I still bring soup there on {day}. People are complicated
A friend of mine waited 22 months for his asylum interview. That helps nobody
Some say borders should be open, some say closed, I say let's fund the court that decides
Do we actually know how many migrants live in {town}? The census says {num} per cent foreign-born
The pensioners' club and the refugee choir share the hall now, the tea queue is {adj}
Report by the audit office: reception costs rose, mostly rent paid to landlords
Which documents does an asylum seeker need for school enrolment?
Border traffic: {num} minutes at the crossing because of roadworks
I'd rather the money went to pensions than to asylum hotels, that's my priority
It's a lie that refugees pay no tax, my colleague's payslip looks like mine
"""),
    "de": lines("""
Ich finde, wir nehmen zu viele Menschen auf. Das ist meine Meinung und dafür wähle ich
Die Asylpolitik ist gescheitert, egal wer regiert
Straftäter abschieben, ja. Alle unter Verdacht stellen, nein
Zu viel Zuwanderung auf einmal, die Schulen in {ort} schaffen das nicht
Die Rente ist zu niedrig und die Unterbringung zu teuer, beides gehört geändert
Integration klappt in {ort} nicht, es fehlen Sprachkurse
Ich fühle mich abends am Bahnhof nicht mehr sicher
Flüchtlinge sollten vom ersten Tag an arbeiten dürfen
Wie lange dauert eigentlich ein Asylverfahren im Schnitt?
Wo können Geflüchtete in {ort} Möbel abgeben und abholen?
Stimmt es, dass die Unterkunft in der {str} im Sommer schließt?
Was kostet die Gemeinde ein Sprachkurs pro Person?
Laut Statistikamt lebten 2024 rund 16,8 Millionen Zugewanderte in Deutschland
Nichtdeutsche sind unter Tatverdächtigen überrepräsentiert: 57 gegenüber 19 je 1.000 im Jahr 2023. Alter und Wohnort erklären viel davon
EU 2024: 912.000 Erstanträge auf Asyl, etwa 2 je 1.000 Einwohner
Ende 2024 waren 123,2 Millionen Menschen auf der Flucht, 60 Prozent im eigenen Land
Ich bin 2015 als Flüchtling gekommen, heute habe ich die Gesellenprüfung bestanden
Wir kamen mit zwei Taschen an, die Nachbarn in der {str} haben uns ein Kinderbett geschenkt
Als Migrantin im Pflegedienst höre ich vieles. Meistens danke
Meine Eltern waren Gastarbeiter und haben drei Jahrzehnte am Band gestanden
Faktencheck: Nein, Flüchtlinge bekommen kein Weihnachtsgeld
Das ist eine Falschmeldung, in der Unterkunft gibt es keine Gratis-Handys
Es stimmt nicht, dass Flüchtlinge Schwäne essen. Der Förster hat nachgezählt
Angeblich wohnen dort alle im Luxushotel, sagt einer im Bus. Es ist eine Turnhalle
Bezahlkarte kommt ab {tag} auch in {ort}, teilt der Landkreis mit
Der Gemeinderat stimmt mit {n} zu zwei für die neue Unterkunft
Polizei {ort}: Tatverdächtiger ist ein 34-Jähriger aus der Stadt, bitte keine Spekulationen
Zwei Schleuser zu Haftstrafen verurteilt, Gericht in {ort}
Grenze: {num} Minuten Wartezeit wegen Baustelle
TBC-Reihenuntersuchung am {tag} in der Ambulanz, freiwillig und für alle
Krätze im Internat: bei 60 Grad waschen, zum Arzt, keine Panik
Impftag für Neuzugezogene und Alteingesessene am {tag}, ohne Termin
Die einzige Invasion in meinem Garten sind die Schnecken
Witz am Morgen: unsere {tier} hat bei den Nachbarn Asyl beantragt
Der Rechnungshof bemängelt hohe Mieten für Unterkünfte, gezahlt an die Vermieter
Die Unterbringung kostet den Kreis 35 Euro pro Platz und Tag, das Geld geht an den Betreiber
Gewerkschaft: Lohndumping schadet allen, ob zugewandert oder nicht
Betriebe in {ort} suchen {num} Azubis, ohne Zuwanderung wird es eng, sagt die Kammer
Refugees welcome, und Käsespätzle für alle
Hört auf zu lügen über Flüchtlinge, die Kinder in meiner Klasse lesen mit
"""),
    "fr": lines("""
À mon avis il y a trop d'immigration, c'est une opinion et je l'assume
La politique d'asile est un échec, gauche et droite confondues
Il faut expulser les délinquants condamnés, voilà ce que je pense
Combien de temps dure une demande d'asile en moyenne ?
C'est vrai que le centre de {ville} va fermer cet été ?
Selon la préfecture, {num} familles ont été relogées à {ville}
Je suis arrivé comme réfugié en 2016, aujourd'hui j'ouvre ma boulangerie à {ville}
Intox : non, les réfugiés ne touchent pas de prime de Noël
C'est faux, aucun migrant ne reçoit 40 euros par jour, l'argent va au foyer
48 pour cent des migrants dans le monde sont des femmes, dit l'ONU
Fin 2024, 123,2 millions de personnes déplacées dans le monde
Le conseil municipal a voté l'ouverture du foyer, {n} voix contre deux
Ma mère, immigrée, a fait des ménages trente ans, elle fête sa retraite {jour}
Je ne me sens plus en sécurité à la gare le soir
L'hébergement coûte trop cher à la commune, il faut en débattre
Dépistage de la tuberculose gratuit {jour} au centre de santé, pour tout le monde
Tribunal de {ville} : deux passeurs condamnés
Arrêtez de mentir sur les migrants, mes élèves vous lisent
"""),
    "es": lines("""
Creo que hay demasiada inmigración, es mi opinión
La política migratoria es un fracaso, gobierne quien gobierne
¿Cuánto tarda una solicitud de asilo?
¿Es verdad que cierran el centro de {ciudad} en verano?
Según el ayuntamiento, {num} familias refugiadas viven en {ciudad}
Llegué en patera con 17 años, hoy he aprobado el examen de enfermería
Es un bulo que los inmigrantes cobren más que los pensionistas
Desmentido: no hay móviles gratis para los solicitantes de asilo
A finales de 2024 había 123,2 millones de desplazados en el mundo
Habría que expulsar a los delincuentes condenados, eso pienso
Mi abuela emigró con una maleta, hoy cumple 92
El pleno aprueba el centro de acogida por {n} votos contra dos
Corte de tráfico en la frontera por obras, {num} minutos
El sindicato dice que los sueldos bajos perjudican a todos, de aquí y de fuera
Vacunación el {dia} en el centro de salud, para vecinos y recién llegados
"""),
    "it": lines("""
Secondo me l'immigrazione è gestita male da vent'anni
È una bufala che gli immigrati prendano 35 euro al giorno
Sono arrivata da rifugiata, oggi insegno a {citta}
Quanto dura una domanda di asilo in Italia?
"""),
    "pl": lines("""
Moim zdaniem polityka migracyjna to porażka
To nieprawda, że uchodźcy dostają 5000 zł na rękę
Przyjechałam jako uchodźczyni, dziś zdałam egzamin
Czy to prawda, że ośrodek zamkną latem?
"""),
    "tr": lines("""
Bence göç politikası başarısız
Mültecilerin maaş aldığı iddiası yanlış, doğru değil
Ben de göçmenim, bugün dükkanımı açtım
"""),
    "ar": lines("""
برأيي سياسة الهجرة فاشلة
هذه شائعة، لا صحة لخبر رواتب اللاجئين
أنا لاجئة واليوم نجحت في امتحان اللغة
"""),
}
H_TAILS = {
    "en": ["Just saying.", "Good night from {town}.", "{day} thoughts.", "#{day}", "🙂", "More on that another time.", "Off to work now."],
    "de": ["Schönen {tag}.", "Gruß aus {ort}.", "So viel dazu.", "#{ort}", "🙂", "Muss los zur Arbeit."],
    "fr": ["Bon {jour}.", "Bonjour de {ville}.", "Voilà.", "🙂"],
    "es": ["Feliz {dia}.", "Saludos desde {ciudad}.", "Eso es todo.", "🙂"],
}
H_NEWS = [
    ("en", "eastbrook-echo", "Council approves reception centre on {street}", "The council of {town} voted for a reception centre with {num} places. Residents asked about parking and school places; a hearing follows on {day}."),
    ("en", "eastbrook-echo", "Asylum decisions take longer, ministry says", "According to the ministry, the average asylum decision takes {num} weeks longer than a year ago. Critics call the system a failure, supporters ask for more staff."),
    ("en", "harbour-post", "Employers in {town} look abroad for care staff", "Care homes report {num} open posts. The union warns against low pay for migrant workers."),
    ("en", "plainfacts-desk", "Fact check: the bus video from {town} is six years old", "A clip said to show migrants in {town} was filmed elsewhere six years ago. The claim is false."),
    ("en", "plainfacts-desk", "Fact check: no, the council does not hand out phones", "It is false that refugees in {town} are given new phones. Donated handsets are lent for school forms."),
    ("en", "harbour-post", "Comment: why I want fewer arrivals", "Our columnist argues that {town} has reached its limits and that the next government should halve immigration."),
    ("en", "daily-beacon", "Letters: readers on asylum costs", "'Too expensive', writes one reader from {town}. 'Cheaper than doing nothing', writes another."),
    ("de", "nordhafen-kurier", "Landkreis führt Bezahlkarte ein", "Ab {tag} erhalten Asylbewerber in {ort} ihre Leistungen auf einer Karte, teilt der Landkreis mit."),
    ("de", "nordhafen-kurier", "Zahl der Asylanträge gesunken", "Laut Statistik wurden im Kreis {num} Prozent weniger Anträge gestellt als im Vorjahr."),
    ("de", "almaer-blatt", "Kommentar: Die Kommunen sind am Limit", "Unsere Autorin meint, {ort} brauche eine Pause bei der Aufnahme und mehr Geld für Schulen."),
    ("de", "check-first", "Faktencheck: Kein Begrüßungsgeld für Flüchtlinge", "Die Behauptung ist falsch. Es gibt kein Begrüßungsgeld, das Foto zeigt ein altes Formular aus {ort}."),
    ("fr", "valmorin-matin", "Le foyer de {ville} ouvrira {jour}", "Selon la mairie, {num} places seront disponibles. Une réunion publique est prévue {jour}."),
    ("es", "diario-de-almera", "El pleno debate el centro de acogida", "El ayuntamiento de {ciudad} vota el {dia}. La oposición critica el coste."),
]

# ---------------------------------------------------------------- communities
COMMUNITIES = {
    ("forum", "en"): ["forum/eastbrook", "forum/eastbrook-parents", "forum/harbour-town", "forum/garden-and-shed", "forum/westerby"],
    ("forum", "de"): ["forum/nordhafen-stadtgespraech", "forum/birkenried", "forum/sankt-alma", "forum/gartenfreunde"],
    ("forum", "fr"): ["forum/valmorin", "forum/nouveaux-arrivants"],
    ("forum", "es"): ["forum/puerto-almera", "forum/robledal"],
    ("microblog", "en"): ["microblog/harbour-town", "microblog/eastbrook-families", "microblog/football-talk", "microblog/kitchen-table", "microblog/newcomers-eastbrook"],
    ("microblog", "de"): ["microblog/nordhafen", "microblog/gruenfurt", "microblog/sonntagskuchen", "microblog/ankommen-nordhafen"],
    ("microblog", "fr"): ["microblog/valmorin", "microblog/port-lisse"],
    ("microblog", "es"): ["microblog/almera", "microblog/latinos-en-ruta"],
    ("video", "en"): ["video/daily-clips", "video/health-talk", "video/street-music", "video/home-repair"],
    ("video", "de"): ["video/kochen-mit-ruhe", "video/hafen-tv", "video/tagesclips"],
    ("video", "fr"): ["video/cuisine-du-port", "video/voyageurs"],
    ("video", "es"): ["video/cocina-lenta", "video/calle-mayor"],
}
WORLD = {"forum": "forum/world-cafe", "microblog": "microblog/world-cafe", "video": "video/world-clips"}
MEDIA_FOLLOWERS = {"daily-beacon": 184000, "harbour-post": 96500, "eastbrook-echo": 21400, "nordhafen-kurier": 58200, "almaer-blatt": 12900,
                   "valmorin-matin": 33100, "diario-de-almera": 27800, "plainfacts-desk": 41200, "check-first": 18700}

# ---------------------------------------------------------------- machinery
posts, changes = [], []
taken_texts = set()


def community(platform, lang):
    return rng.choice(COMMUNITIES.get((platform, lang), [WORLD[platform]]))


def fill(text, lang):
    words = SLOTS.get(lang, {})
    return re.sub(r"\{(\w+)\}", lambda m: rng.choice(words[m.group(1)]), text)


class Authors:
    """An invented pool; one story's accounts are never another's."""

    def __init__(self, first, count, top=900):
        self.all = []
        for n in range(first, first + count):
            followers = int(rng.paretovariate(0.9) * 40)
            self.all.append({"id": f"u{n:04d}", "handle": f"demo_user_{n:04d}", "followers": min(followers, top * (30 if rng.random() < 0.02 else 1))})
        self.left = list(self.all)
        rng.shuffle(self.left)

    def fresh(self):
        """An author not used yet, as long as there is one."""
        return self.left.pop() if self.left else rng.choice(self.all)

    def any(self):
        return rng.choice(self.all)


def at(day, hour, minute=0, second=0):
    return datetime(2026, 3, day, hour, minute, second, tzinfo=timezone.utc)


def jitter(t, seconds):
    return t + timedelta(seconds=rng.randrange(seconds))


WAKING = [1, 1, 1, 1, 1, 3, 7, 10, 10, 9, 9, 10, 11, 10, 9, 9, 10, 12, 13, 13, 12, 9, 5, 2]


def any_time(day):
    return at(day, rng.choices(range(24), WAKING)[0], rng.randrange(60), rng.randrange(60))


def reach(platform, heat=1.0):
    views = int(rng.lognormvariate(4.2, 1.1) * heat) + 3
    likes = int(views * rng.uniform(0.01, 0.09))
    e = {"likes": likes, "replies": int(likes * rng.uniform(0, 0.4)), "views": views}
    if platform in ("microblog", "news"):
        e["reposts"] = int(likes * rng.uniform(0, 0.5))
    return e


def typo(text):
    """Two letters swapped in one longer word."""
    spots = [i for i in range(2, len(text) - 3) if text[i - 2:i + 3].isalpha() and text[i - 2:i + 3].isascii()]
    if not spots:
        return text
    i = rng.choice(spots)
    return text[:i] + text[i + 1] + text[i] + text[i + 2:]


def add(story, kind, platform, t, text, lang, author, where=None, heat=1.0, **more):
    post = {"story": story, "kind": kind, "platform": platform, "t": t, "text": text, "lang": lang, "author": author,
            "community": where or community(platform, lang), "engagement": reach(platform, heat), "tagged": rng.random() < 0.85, **more}
    posts.append(post)
    taken_texts.add(text)
    return post


def dress(core, lang, openers=(), tails=()):
    """A core text with now and then an opener, a tail, lower case or a slip."""
    for _ in range(40):
        text = fill(rng.choice(core), lang)
        if openers and rng.random() < 0.3:
            text = fill(rng.choice(openers), lang) + " " + text
        if tails and rng.random() < 0.45:
            tail = fill(rng.choice(tails), lang)
            stop = "." if text[-1].isalnum() and tail[0].isalpha() and rng.random() < 0.8 else ""
            text = f"{text}{stop} {tail}"
        if rng.random() < 0.7:
            text = re.sub(r"(^|[.!?] )([a-zäöü])", lambda m: m.group(1) + m.group(2).upper(), text)
        elif rng.random() < 0.4:
            text = text.lower()
        if rng.random() < 0.06:
            text = typo(text)
        if text not in taken_texts:
            break
    return text


def wave(start, peak_hours, doubling, half_life, count, end_hours):
    """Times of `count` posts: a rate that doubles to a peak, then halves; nights are a little quieter."""
    rates = []
    for q in range(int(end_hours * 4)):
        h = q / 4
        rate = 2 ** ((h - peak_hours) / doubling) if h <= peak_hours else 2 ** (-(h - peak_hours) / half_life)
        clock = (start + timedelta(hours=h)).hour
        rates.append(rate * (0.55 if clock < 5 else 1.0))
    picks = rng.choices(range(len(rates)), rates, k=count)
    return sorted(jitter(start + timedelta(minutes=15 * q), 900) for q in picks)


def chatter():
    pool = Authors(1, 700, 2500)
    langs = (("en", 40), ("de", 32), ("fr", 9), ("es", 8), ("it", 3), ("pl", 3), ("tr", 3), ("ar", 2))
    recent = defaultdict(list)
    for day in range(1, 32):
        made = []
        for _ in range(rng.randrange(82, 98)):
            made.append(any_time(day))
        for t in sorted(made):
            platform = rng.choices(("forum", "microblog", "video"), (36, 42, 22))[0]
            lang = rng.choices([x for x, _ in langs], [w for _, w in langs])[0]
            where, parent = community(platform, lang), None
            earlier = [p for p in recent[where][-6:] if p["lang"] == lang]
            if earlier and rng.random() < 0.16:
                parent = rng.choice(earlier)
                text = dress(REPLIES[lang], lang, tails=FOLLOW[lang])
            else:
                text = dress(CHATTER[lang], lang, tails=FOLLOW[lang])
            more = {"reply": parent} if parent else {}
            if platform == "microblog" and not parent:
                if rng.random() < 0.12:
                    text += rng.choice([" 🌱", " ☕", " 😂", " 🚲", " ⚽", " 🎶"])
                if rng.random() < 0.06:
                    more["alt"] = rng.choice(["A grey harbour at dawn", "A loaf on a wooden board", "Ein Beet mit kleinen Pflanzen", "A dog asleep on a sofa"])
            author = None if rng.random() < 0.01 else pool.any()
            post = add("-", "chatter", platform, t, text, lang, author, where, **more)
            recent[where].append(post)
        for _ in range(rng.randrange(3, 6)):
            lang, medium, title, body = rng.choice(NEWS_CHATTER)
            news("-", "chatter", any_time(day), lang, medium, fill(title, lang), fill(body, lang))


def news(story, kind, t, lang, medium, title, body, heat=8.0):
    author = {"id": medium, "handle": "demo_" + medium.replace("-", "_"), "followers": MEDIA_FOLLOWERS[medium]}
    return add(story, kind, "news", t, body, lang, author, f"news/{medium}", heat, title=title)


def hard_negatives():
    pool = Authors(1000, 400, 2500)
    weights = (("en", 42), ("de", 33), ("fr", 11), ("es", 8), ("it", 2), ("pl", 2), ("tr", 1), ("ar", 1))
    for day in range(1, 32):
        for _ in range(rng.randrange(15, 19)):
            lang = rng.choices([x for x, _ in weights], [w for _, w in weights])[0]
            platform = rng.choices(("forum", "microblog", "video"), (38, 44, 18))[0]
            add("H", "hard negative", platform, any_time(day), dress(H[lang], lang, tails=H_TAILS.get(lang, ())), lang, pool.any())
        if rng.random() < 0.8:
            lang, medium, title, body = rng.choice(H_NEWS)
            news("H", "hard negative", any_time(day), lang, medium, fill(title, lang), fill(body, lang))


def story_a():
    pool, where = Authors(2000, 14), "forum/nordhafen-stadtgespraech"
    texts = list(A_CLAIMS[:8])
    minutes = sorted(rng.sample(range(0, 600), 8))
    made = [add("A", "claim", "forum", jitter(at(3, 11) + timedelta(minutes=m), 60), x, "de", pool.fresh(), where) for m, x in zip(minutes, texts)]
    add("A", "claim", "forum", at(3, 21, 40, 3), A_CLAIMS[8], "de", made[0]["author"], where, reply=made[0])
    for n, x in enumerate(A_REPLIES):
        add("A", "reply", "forum", at(4, 8 + 4 * n, 12, 30), x, "de", pool.fresh(), where, reply=made[n])
    for n, x in enumerate(A_FADE):
        add("A", "claim", "forum", at(4 + n, 17, 20, 9), x, "de", made[n + 2]["author"], where)


def story_b():
    pool = Authors(2100, 125, 4000)
    start = at(8, 6)
    claims = []
    for t in wave(start, 30, 5.5, 9, 122, 104):
        h = (t - start).total_seconds() / 3600
        lang = "de" if h > 14 and rng.random() < 0.4 else "en"
        if h < 8:
            platform, where = "forum", "forum/eastbrook"
        else:
            platform = rng.choices(("forum", "microblog", "video"), (3, 4, 2) if h > 15 else (3, 4, 0))[0]
            where = community(platform, lang)
        text = dress(B_EN, lang, B_OPEN_EN, B_TAIL_EN) if lang == "en" else dress(B_DE, lang, B_OPEN_DE, B_TAIL_DE)
        author = rng.choice(claims)["author"] if len(claims) > 10 and rng.random() < 0.18 else pool.fresh()
        more = {}
        same = [c for c in claims[-12:] if c["platform"] == platform and c["lang"] == lang]
        if same and rng.random() < 0.12:
            more["reply"] = same[-1]
            where = same[-1]["community"]
        elif platform == "microblog" and same and rng.random() < 0.12:
            more["repost"], text = same[-1], same[-1]["text"]
        claims.append(add("B", "claim", platform, t, text, lang, author, where, 2.5, **more))
    for n, (lang, x) in enumerate(B_QUESTIONS):
        platform = ("forum", "microblog", "video")[n % 3]
        add("B", "question", platform, jitter(start + timedelta(hours=18 + 5 * n), 3000), x, lang, pool.fresh())
    for n, (lang, x) in enumerate(B_AFFECTED):
        where = "microblog/newcomers-eastbrook" if lang == "en" else "microblog/ankommen-nordhafen"
        add("B", "affected", "microblog", jitter(start + timedelta(hours=22 + 6 * n), 3000), x, lang, pool.fresh(), where)
    for n, (lang, x) in enumerate(B_DEBUNK):
        add("B", "debunk", ("microblog", "forum")[n % 2], jitter(at(10, 12) + timedelta(hours=8 * n), 3000), x, lang, pool.fresh(), heat=4)


def story_c():
    pool = Authors(2400, 330, 6000)
    start, claims = at(15, 8), []
    for t in wave(start, 56, 9, 8, 195, 110):
        h = (t - start).total_seconds() / 3600
        platform = rng.choices(("forum", "microblog", "video"), (4, 0, 0) if h < 6 else (3, 5, 0) if h < 20 else (3, 5, 3))[0]
        where, more = community(platform, "en"), {}
        text = dress(C_EN, "en", C_OPEN, C_TAIL)
        author = rng.choice(claims)["author"] if len(claims) > 15 and rng.random() < 0.2 else pool.fresh()
        same = [c for c in claims[-12:] if c["platform"] == platform]
        if same and rng.random() < 0.12:
            more["reply"], where = same[-1], same[-1]["community"]
        elif platform == "microblog" and same and rng.random() < 0.1:
            more["repost"], text = same[-1], same[-1]["text"]
        claims.append(add("C", "claim", platform, t, text, "en", author, where, 3, **more))
    for medium, t, title, body in C_NEWS:
        claims.append(news("C", "claim", t, "en", medium, title, body, 60))
    asked = sorted([jitter(at(16, 20), 11 * 3600) for _ in range(10)] + [jitter(at(17, 7), 16 * 3600) for _ in range(40)] + [jitter(at(18, 5), 5 * 3600) for _ in range(8)])
    for t in asked:
        platform = rng.choices(("forum", "microblog", "video"), (4, 5, 2))[0]
        before = [c for c in claims if c["platform"] == platform and c["t"] < t]
        more = {"reply": before[-1], "where": before[-1]["community"]} if before and rng.random() < 0.4 else {}
        add("C", "question", platform, t, dress(C_QUESTIONS, "en"), "en", pool.fresh(), **more)
    for medium, t, title, body in C_CHECKS:
        news("C", "debunk", t, "en", medium, title, body, 50)
    for t in wave(at(18, 9, 20), 7, 2, 10, 84, 50):
        platform = rng.choices(("forum", "microblog", "video"), (4, 5, 2))[0]
        more = {"links": ["https://demo.example/news/plainfacts-desk/pensions"]} if rng.random() < 0.4 else {}
        before = [c for c in claims if c["platform"] == platform and c["t"] < t and "repost" not in c]
        if platform == "microblog" and rng.random() < 0.2:
            more["quote"] = rng.choice(before[-20:])
        elif rng.random() < 0.25:
            more["reply"] = rng.choice(before[-20:])
            more["where"] = more["reply"]["community"]
        add("C", "debunk", platform, t, dress(C_DEBUNK, "en", tails=["✅", "Please share.", "#FactCheck", "🙏"]), "en", pool.fresh(), heat=3, **more)
    beacon = next(p for p in posts if p["story"] == "C" and p["community"] == "news/daily-beacon")
    changes.append((at(19, 8, 15), "edit", beacon, {"title": C_CORRECTION[0], "text": C_CORRECTION[1]}))


def story_d():
    pool = Authors(2800, 20)
    places = {"en": [("forum", "forum/eastbrook"), ("microblog", "microblog/harbour-town"), ("video", "video/daily-clips")],
              "de": [("microblog", "microblog/nordhafen"), ("forum", "forum/birkenried"), ("video", "video/tagesclips")]}
    texts = [("en", x) for x in D_EN] + [("de", x) for x in D_DE]
    rng.shuffle(texts)
    for n, (lang, x) in enumerate(texts):
        platform, where = rng.choice(places[lang])
        add("D", "harm", platform, jitter(at(22, 18, 30) + timedelta(minutes=2 * n), 100), x, lang, pool.fresh(), where, 1.5)
    for n, (lang, x) in enumerate(D_AFTER):
        add("D", "aftermath", ("microblog", "forum")[n % 2], jitter(at(22, 19, 5) + timedelta(minutes=25 * n), 300), x, lang, pool.fresh())
    news("D", "aftermath", at(23, 6, 40, 11), "en", "eastbrook-echo", "Calm night after calls against shelter",
         "Police secured the shelter on Mill Lane on Sunday evening after posts called for an attack. Nobody was hurt. Officers ask people to report such posts and not to share them.")


def story_e():
    pool = Authors(2830, 30)
    spots = {"es": [("microblog", "microblog/latinos-en-ruta"), ("forum", "forum/recien-llegados")],
             "fr": [("forum", "forum/nouveaux-arrivants"), ("video", "video/voyageurs")],
             "ar": [("microblog", "microblog/arabic-harbour"), ("video", "video/arabic-clips")]}
    texts = [("es", x) for x in E_ES] + [("fr", x) for x in E_FR] + [("ar", x) for x in E_AR]
    rng.shuffle(texts)
    voices = [pool.fresh() for _ in range(15)]
    for n, (lang, x) in enumerate(texts):
        platform, where = rng.choice(spots[lang])
        add("E", "claim", platform, jitter(at(24, 16) + timedelta(hours=2.6 * n), 3000), x, lang, voices[n % 15], where)
    for n, (lang, x) in enumerate(E_ASK + E_DEBUNK):
        platform, where = spots[lang][0]
        add("E", "question" if n < 3 else "debunk", platform, jitter(at(25, 9) + timedelta(hours=6 * n), 3000), x, lang, pool.fresh(), where)


def story_f():
    pool = Authors(2900, 70)
    cores = {"de": list(F_DE), "fr": list(F_FR)}
    for texts in cores.values():
        rng.shuffle(texts)
    n = 0
    for day in range(1, 32):
        for _ in range(1 + (day % 2)):
            lang = ("de", "fr")[n % 2]
            text = fill(cores[lang][(n // 2) % len(cores[lang])], lang)
            add("F", "claim", rng.choices(("forum", "microblog", "video"), (4, 4, 2))[0], any_time(day), text, lang, pool.fresh())
            n += 1


def story_g():
    voice = {"id": "u2999", "handle": "demo_user_2999", "followers": 212}
    tails = ["#{ville}", "Réveillez-vous.", "Ouvrez les yeux", "😡", "#Securite", "Personne n'ose le dire."]
    for n in range(40):
        t = jitter(at(28, 7) + timedelta(minutes=21 * n), 900)
        add("G", "claim", "microblog", t, dress(G_FR, "fr", tails=tails), "fr", voice, "microblog/valmorin", 0.4)


def aftermath():
    """Edits, repeats, growing counts and deletions."""
    plain = [p for p in posts if p["kind"] == "chatter" and p["platform"] != "news" and p["t"] < at(30, 0) and "reply" not in p
             and p["lang"] in ("en", "de", "fr", "es")]
    for p in rng.sample(plain, 14):
        note = {"de": "Nachtrag: hat sich erledigt, danke!", "fr": "Édit : c'est réglé, merci !", "es": "Edito: ya está, gracias"}.get(p["lang"], "Edit: sorted now, thank you!")
        changes.append((jitter(p["t"] + timedelta(minutes=20), 6 * 3600), "edit", p, {"text": p["text"] + " " + note}))
    for p in rng.sample(plain, 12):
        changes.append((jitter(p["t"] + timedelta(hours=1), 30 * 3600), "delete", p, {}))
    told = [p for p in posts if p["kind"] == "claim" and p["platform"] != "news" and p["t"] < at(29, 0)]
    for p in rng.sample([p for p in told if p["story"] in "BC" and "repost" not in p], 5):
        changes.append((jitter(p["t"] + timedelta(hours=2), 10 * 3600), "delete", p, {}))
    sorry = next(p for p in told if p["story"] == "C" and p["platform"] == "forum" and at(17, 12) < p["t"])
    changes.append((at(18, 15, 2, 2), "edit", sorry, {"text": "Edit: I took this down. The fact check says it is false, asylum seekers do not get more than pensioners. Sorry"}))
    gone = {id(p) for _, what, p, _ in changes if what != "engagement"}
    big = [p for p in posts if p["story"] in "BCDEF" and p["t"] < at(30, 0) and id(p) not in gone]
    for p in rng.sample(big, 70) + rng.sample([p for p in plain if id(p) not in gone], 30):
        more = {k: int(v * rng.uniform(2, 6)) + 2 for k, v in p["engagement"].items()}
        changes.append((jitter(p["t"] + timedelta(minutes=30), 8 * 3600), "engagement", p, {"engagement": more}))
    for p in rng.sample(plain, 20) + rng.sample(told, 8):
        changes.append((p["t"], "repeat", p, {}))


def record(post, t, over):
    """The wire form, keys in a fixed order, empty ones left out."""
    text = over.get("text", post["text"])
    title = over.get("title", post.get("title"))
    out = {"platform": post["platform"], "id": post["id"], "text": text}
    if title:
        out["title"] = title
    out["created_at"] = t.strftime("%Y-%m-%dT%H:%M:%SZ")
    out["uri"] = f"https://demo.example/{post['community']}/{post['id']}"
    if post["author"]:
        out["author"] = post["author"]
    if post["tagged"]:
        out["lang"] = post["lang"]
    if "links" in post:
        out["links"] = post["links"]
    for key, mark in (("hashtags", "#"), ("mentions", "@")):
        found = re.findall(mark + r"(\w[\w-]*)", text)
        if found:
            out[key] = found
    for key, field in (("reply", "reply_to"), ("repost", "repost_of"), ("quote", "quote_of")):
        if post.get(key):
            out[field] = post[key]["id"]
    out["engagement"] = over.get("engagement", post["engagement"])
    if "alt" in post:
        out["media"] = [{"alt": post["alt"]}]
    out["community"] = post["community"]
    return out


def write():
    for make in (chatter, hard_negatives, story_a, story_b, story_c, story_d, story_e, story_f, story_g, aftermath):
        make()
    for platform in PLATFORMS:
        mine = sorted((p for p in posts if p["platform"] == platform), key=lambda p: p["t"])
        for n, p in enumerate(mine, 1):
            p["id"] = f"{platform[0]}-{n:05d}"
        rows = [(p["t"], p["id"], 0, record(p, p["t"], {})) for p in mine]
        for n, (t, what, p, over) in enumerate(changes, 1):
            if p["platform"] != platform:
                continue
            if what == "delete":
                row = {"platform": platform, "id": p["id"], "text": "", "created_at": t.strftime("%Y-%m-%dT%H:%M:%SZ"), "deleted": True}
            else:
                row = record(p, t, over)
            rows.append((t, p["id"], n, row))
        rows.sort(key=lambda r: r[:3])
        with open(HERE / f"{platform}.ndjson", "w", encoding="utf-8", newline="\n") as f:
            for row in rows:
                f.write(json.dumps(row[3], ensure_ascii=False, separators=(",", ":")) + "\n")


def check():
    """Reads the files back; prints counts; returns the number of faults."""
    faults, size, seen_lines, languages = 0, 0, 0, Counter()
    kinds, known = Counter(), {}
    for platform in PLATFORMS:
        path = HERE / f"{platform}.ndjson"
        size += path.stat().st_size
        last, count = "", 0
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            post = json.loads(line)
            count += 1
            key = (platform, post["id"])
            bad = []
            if post["platform"] != platform or post["created_at"] < last or not "2026-03-01" <= post["created_at"] < "2026-04-01":
                bad.append("platform, order or month")
            for ref in ("reply_to", "repost_of", "quote_of"):
                if ref in post and (platform, post[ref]) not in known:
                    bad.append(f"{ref} names no earlier post")
            last, before = post["created_at"], known.get(key)
            if "{" in post["text"]:
                bad.append("open slot")
            if before is None:
                kinds["new"] += 1
                languages[post.get("lang", "untagged")] += 1
                if post.get("deleted") or not post["text"]:
                    bad.append("first sight is empty")
            elif post.get("deleted"):
                kinds["deletion"] += 1
            elif post == before:
                kinds["repeat"] += 1
            elif post["text"] == before["text"]:
                kinds["engagement"] += 1
            else:
                kinds["edit"] += 1
            known[key] = post
            for b in bad:
                faults += 1
                print(f"{path.name}:{number}: {b}", file=sys.stderr)
        print(f"{path.name}: {count} lines")
        seen_lines += count
    print(f"total: {seen_lines} lines, {size} bytes, faults: {faults}")
    print("lines by kind:", dict(kinds))
    print("new posts by language:", dict(languages.most_common()))
    return faults


def counts():
    stories, authors = defaultdict(Counter), defaultdict(set)
    for p in posts:
        stories[p["story"]][p["kind"]] += 1
        if p["author"] and p["kind"] in ("claim", "harm"):
            authors[p["story"]].add(p["author"]["id"])
    for story in sorted(stories):
        print(f"story {story}: {dict(stories[story])}, authors of claims: {len(authors[story])}")


if __name__ == "__main__":
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("--check", action="store_true", help="only validate the files that are there")
    if not args.parse_args().check:
        write()
        counts()
    sys.exit(1 if check() else 0)
