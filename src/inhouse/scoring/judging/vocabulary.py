"""Words that mean the same, words that mean the opposite, and words that say nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Concept", "concept", "is_function_word", "is_negation", "stem"]


@dataclass(frozen=True, slots=True)
class Concept:
    """What a word stands for.

    Args:
        name: the same for words that mean the same or the opposite.
        sign: 1, or -1 for the opposite; 0 where the word has no opposite here.
    """

    name: str
    sign: int = 0


# One concept a line: "name: words" or "name: words | words of the opposite". Stems match, so that
# one form of a word is enough. German, Spanish and French words stand beside the English ones.
_CONCEPTS = """
open: open opens opening geöffnet öffnet öffnen offen ouvre ouvrir abrir abierto abierta abrimos abre ouvert ouverte ouvrons | closed close shut shuts closing geschlossen schließt schließen schliesst cierra ferme cerrado cerrada cerramos fermé fermée fermons
accept: accept accepted take admis acceptés admises aceptados admitidos honour honor welcome allow permit admit permitted allowed erlaubt willkommen akzeptieren nehmen aceptamos aceptar aceptan acepta admiten admite acceptons acceptent accepte bienvenus | decline refuse reject deny forbid prohibit ban forbidden banned turndown verboten prohibido prohibidos interdit interdits
include: include contain included inbegriffen enthalten inklusive incluido incluida incluye compris inclus comprise partof | exclude excluded ontop separately
possible: possible able möglich posible | impossible unable unmöglich imposible
available: available availability offer offered verfügbar disponible | unavailable soldout outofstock discontinued ausverkauft agotado
need: need require necessary must required mandatory compulsory obligatory haveto nötig erforderlich müssen necesario hace nécessaire faut obligatoire | optional unnecessary voluntary needless
free: free complimentary gratis frei kostenlos umsonst gratuit gratuite gratuito gratuitos kostenfrei | paid atacharge
before: before prior beforehand ahead vor antes avant vorher | after afterwards following later nach después après nachher
left: left links izquierda gauche | right rechts derecha droite
over: over above atleast morethan exceed beyond minimum startat older über mindestens encima sobre más plus | under below atmost lessthan maximum upto younger unter höchstens menos moins
first: first initial erste erster | last final finally letzte letzter última último dernier dernière
inside: inside indoors indoor drinnen dentro | outside outdoors outdoor draußen fuera dehors
up: upstairs oben arriba | downstairs unten abajo
north: north northern nord norte | south southern süd sur sud
east: east eastern este ost est | west western oeste ouest
hot: hot warm heiß caliente chaud | cold cool kalt frío froid
increase: increase raise rise higher up | decrease reduce lower fall drop down
same: same identical equal gleich mismo même | different anders diferente différent
start: start begin beginn beginnen empezar empieza commencer arrive arrival checkin | end finish stop enden terminar termina finir depart departure checkout leave
early: early soon früh temprano tôt | late spät tarde tard
valid: valid | expire invalid void expired lapse
buy: buy purchase kaufen comprar acheter | sell verkaufen vender vendre
push: push press drücken | pull ziehen
behind: behind rear hinter detrás derrière | infront vor delante devant
clockwise: clockwise | anticlockwise counterclockwise
enable: enable activate switchon turnon | disable deactivate switchoff turnoff
install: install | uninstall
lock: lock | unlock
full: full complete whole entire | partial empty half-full
safe: safe harmless sicher seguro | unsafe dangerous harmful gefährlich peligroso
healthy: healthy fine well | sick ill unwell
fast: fast quick rapid quickly schnell rápido | slow slowly langsam
long: long | short brief
new: new | old
adult: adult grownup erwachsene adulto adultos adulte adultes | child children kid kids kinder kind niño niños enfant enfants
morning: morning vormittag mañana matin | evening night abend noche soir
save: save | pay
win: win | lose
individual: individual single | group shared double
manual: manual | automatic
public: public | private
positive: positive | negative
landlord: landlord | tenant
employer: employer | employee
seller: seller | buyer
import: import | export
internal: internal | external
temporary: temporary | permanent
major: major | minor
simple: simple easy | difficult hard complicated
"""
_SYNONYMS = """
cost price fee charge rate tariff expense kostet kosten preis cuesta costar precio coûte coûter prix run
pay settle payment bill zahlen bezahlen zahlung pagar pago payer paiement
visit appointment slot consultation booking reservation termin cita rendez-vous
book reserve schedule buchen reservar réserver rebook
call phone ring telephone dial anrufen llame llamar appeler
mail email e-mail post write message
bring have carry
job work task
done finish complete finished ready
fix repair mend restore reparieren reparar réparer stop
leak drip leaking
car vehicle auto automobile coche voiture
park parking
handle lookafter deal treat see manage seen care serve service maintain
get receive obtain given give
copy copies duplicate
file record records document documents paper
doctor dr physician arzt ärztin
dentist zahnarzt dentista
dog dogs hund hunde perro perros chien chiens
cat cats katze gato chat
pet animal
store shop location branch laden tienda magasin
room zimmer habitación chambre
child children kids kid youngster
last take run dauert dauern tarda duran durer
return refund sendback moneyback giveback rückerstattung reembolso reembolsable refundable
cancel cancelled abort call-off
pause freeze break suspend hold
membership subscription
month monthly
customer client guest patient visitor people person everyone everybody kunde cliente
staff team employee colleague
help assist support
ask inquire request
tell inform notify report say
send ship deliver delivery forward dispatch
make produce bake create made prepare
bread loaf loaves
stay remain keep
watch look check inspect inspection examine examination test
photo picture photograph image
glad happy pleased
big large huge
small little tiny
wash clean cleaning cleaned
lift elevator
restroom toilet bathroom wc
trousers pants
holiday vacation
garbage trash waste rubbish
phone mobile cell
gas petrol
buy purchase
rest relax easy
eat food meal
soft gentle
bite press
use utilise utilize employ apply
choose pick select
fill complete
form questionnaire
change replace swap switch
put place
show display
find locate
wait queue
wedding marry married marriage
insure insurance insurer
food feeding diet
tooth teeth dental
talk discuss speak chat
weigh weight
damage harm
claim
wide width
high height tall
long length
deep depth
heavy weight
crown cap
valid good
right correct
wrong incorrect
garden yard
pill tablet capsule
age aged child
rise increase
street road avenue lane st rd ave blvd
hotel inn
function work
furnace boiler heater
rental hire lease
specialist expert
frequent often
usual normal typical
ensure makesure
additional further extra
site website
floor storey level
every each
meet meeting
company firm business
final last
large big
around about roughly approximately
comfy comfortable
answer reply respond
card karte tarjeta carte
entry admission eintritt entrada entrée
breakfast frühstück desayuno petit-déjeuner
address anschrift dirección adresse
hours öffnungszeiten horario horaires
water wasser agua eau
museum museo musée
key button
door gate entrance
limit cap
discount reduction rebate off
due payable owed
sign signing signature
excess deductible
deposit downpayment
hold seat accommodate capacity
lawyer attorney solicitor anwalt abogado avocat
provide supply offer
quick fast rapid
need want
speak talk
possible feasible
contact reach
drive driving
eye eyes
earlier previous prior
house home
street road
sick ill
drug medicine medication
build construct
explain describe
own have
allow let
"""
_STOP = """
a an the of to in on at by for with from as is are was were be been being am do does did done it its
this that these those there here we you i he she they them us me my your our his her their who
which what when where why how and or but so if then than just also very will would shall should can
could may might has have had having some any each every all please yes yeah ok okay sure of course
let get got go goes going come comes about into out up off per via sir madam dear hello hi thanks
thank well now really quite still both either own such only even while whereas because since per
like anything everything something everybody everyone somebody someone else others more most much
many kind type sort thing things way ways one ones able bit lot etc
der die das den dem des ein eine einen einem einer und oder ist sind war wir sie ihr ihre ihnen uns
unser unsere ich es man bei beim zu zum zur für mit von vom im am auf an in aus als auch noch nur
sich wird werden haben hat hatte kann können bitte gern gerne ja dass wenn um
always forever ever immer siempre toujours so
el la los las un una unos unas y o es son está están de del al a en con por para que se su sus
nuestro nuestra nosotros usted ustedes lo le les me mi ya sí si también muy hay ser
le la les un une des et ou est sont de du au aux à en dans avec par pour sur que qui ce cette ces
nous vous votre vos notre nos il elle ils elles on se sa son ses y oui aussi très être
"""
_NEGATIONS = frozenset(
    "not no never none nobody nothing nowhere neither nor cannot without nicht kein keine keinen "
    "keinem keiner nie niemals ohne weder nichts nunca jamás ningún ninguna ninguno nada sin "
    "tampoco pas jamais aucun aucune sans rien hardly barely rarely seldom non".split()
)
_IRREGULAR = """
paid pay|bought buy|took take|taken take|given give|gave give|came come|went go|gone go|made make
sent send|sold sell|told tell|said say|kept keep|left leave|held hold|found find|met meet|ran run
began begin|begun begin|brought bring|chose choose|chosen choose|drove drive|driven drive|ate eat
eaten eat|fell fall|got get|grew grow|knew know|known know|lost lose|read read|saw see|seen see
spoke speak|spoken speak|spent spend|stood stand|taught teach|thought think|wrote write
written write|wore wear|worn wear|men man|women woman|children child|people person|feet foot
teeth tooth|mice mouse|knives knife|lives life|leaves leave|loaves loaf|halves half|selves self
better good|best good|worse bad|worst bad|further far|built build|lent lend|broken break|broke break
frozen freeze|hidden hide|stolen steal|flown fly|shown show|torn tear|won win|fitted fit|put put
dying die|lying lie|tying tie|photos photo|shoes shoe|bring bring|ring ring|king king|thing thing
spring spring|string string|wedding wedding|during during|morning morning|evening evening
ceiling ceiling|bed bed|need need|feed feed|seed seed|speed speed|shed shed|red red|bus bus
gas gas|yes yes|this this|his his|always always|news news|address address|access access
business business|process process|pass pass|class class|glass glass|press press|less less|unless unless
"""
_IRREGULARS: Mapping[str, str] = dict(
    pair.split() for line in _IRREGULAR.strip().splitlines() for pair in line.split("|")
)
_FUNCTION_WORDS = frozenset(_STOP.split())


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word, in small letters, without its commonest English endings.

    Source: Porter 1980, steps 1a-1c. Deviation: the rest is left to the comparison of prefixes, so
    that words of other languages stay as they are.
    """
    if word in _IRREGULARS:
        return _IRREGULARS[word]
    word = word.removesuffix("'s")
    if len(word) <= 3:
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif re.search(r"(?:s|x|z|ch|sh)es$", word):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) >= 3 and re.search("[aeiouy]", base):
            word = base[:-1] if re.search(r"([bdfgmnprt])\1$", base) else base
            break
    if word.endswith("ly") and len(word) > 5:
        word = word[:-2]
    if word.endswith("y") and len(word) > 3 and word[-2] not in "aeiou":
        word = word[:-1] + "i"
    return word.removesuffix("e") if len(word) > 3 else word


@lru_cache(maxsize=65536)
def concept(word: str) -> Concept:
    """What `word`, in small letters, stands for: the first concept that lists it, or its stem."""
    table = _table()
    return table.get(word) or table.get(stem(word)) or Concept(stem(word))


def is_function_word(word: str) -> bool:
    """Whether `word`, in small letters, says nothing by itself."""
    return word in _FUNCTION_WORDS or len(word) < 2


def is_negation(word: str) -> bool:
    """Whether `word`, in small letters, turns what is said into its opposite."""
    return word in _NEGATIONS or word.endswith("n't")


@lru_cache(maxsize=1)
def _table() -> dict[str, Concept]:
    table: dict[str, Concept] = {}
    for line in _CONCEPTS.strip().splitlines():
        name, _, listed = line.partition(":")
        for sign, side in zip((1, -1), listed.split("|"), strict=False):
            two_sided = "|" in listed
            for word in side.split():
                table.setdefault(word, Concept(name, sign if two_sided else 0))
    for line in _SYNONYMS.strip().splitlines():
        known = [table[word] for word in line.split() if word in table and not table[word].sign]
        shared = known[0] if known else Concept(stem(line.split()[0]))
        for word in line.split():
            table.setdefault(word, shared)
    stems: dict[str, Concept] = {}
    for word, found in table.items():
        stems.setdefault(stem(word), found)
    return stems | table
