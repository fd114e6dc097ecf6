"""Words that exclude each other: what is made of gold is not made of porcelain."""

from __future__ import annotations

from functools import lru_cache

from inhouse.scoring.judging.vocabulary import stem

__all__ = ["exclude"]

_CATEGORIES = """
gold silver copper brass steel iron aluminium aluminum tin bronze titanium platinum zinc metal porcelain ceramic plastic wood wooden oak pine walnut maple glass leather cotton wool silk linen nylon polyester rubber stone marble granite brick concrete paper cardboard vinyl laminate composite resin zirconia acrylic
red blue green yellow black white grey gray brown orange purple pink beige turquoise navy
rot blau grün gelb schwarz weiß grau braun
rojo azul verde amarillo negro blanco gris
rouge bleu vert jaune noir blanc
spring summer autumn fall winter
morning afternoon evening night noon midnight
breakfast lunch dinner brunch supper
dog cat rabbit hamster bird parrot horse cow sheep goat fish snake turtle ferret reptile
hund katze hase vogel pferd
perro gato conejo pájaro caballo
beef pork chicken lamb turkey duck fish salmon tuna shrimp tofu
apple pear banana orange lemon lime grape cherry strawberry raspberry blueberry peach plum mango
coffee tea juice milk water wine beer cider soda lemonade
bread cake pie croissant bagel muffin cookie biscuit
cash cheque check card credit debit invoice transfer paypal voucher bitcoin
visa mastercard amex discover
car bus train tram bike bicycle truck van boat plane ferry taxi motorcycle scooter
mother father sister brother son daughter husband wife uncle aunt grandmother grandfather
doctor nurse dentist hygienist vet plumber electrician lawyer paralegal receptionist manager chef waiter mechanic accountant painter carpenter roofer teacher
kitchen bathroom bedroom lounge lobby basement attic garage hall garden terrace balcony roof cellar
head neck shoulder arm elbow wrist hand finger chest back stomach hip leg knee ankle foot toe eye ear nose mouth tooth
left right centre center middle
north south east west
divorce will probate custody conveyancing bankruptcy immigration
filling crown bridge implant extraction cleaning whitening veneer denture braces
gasoline diesel petrol electric hybrid
front back side rear
monthly weekly daily yearly hourly
email phone fax letter text
english german french spanish italian polish turkish chinese japanese arabic
adult child senior student infant teenager pensioner member
inch foot yard mile metre meter kilometre centimetre millimetre gram kilogram ounce pound litre gallon
january february march april may june july august september october november december
windows linux ubuntu macos android ios
mandatory optional
copy original
signature photo passport licence license
install remove uninstall delete update upgrade
add subtract multiply divide
single double triple twin
small medium large
raw cooked fried boiled baked grilled
cloudy sunny rainy
oil gas water electricity coal
owner tenant landlord buyer seller
bedroom studio suite
ground upper lower
push pull
rent buy lease sell borrow lend
increase decrease
sugar salt pepper gluten lactose dairy nut egg
peanut almond walnut cashew
basic standard premium deluxe
bronze silver gold platinum
save pay earn lose
save delete
shampoo conditioner
fire flood theft hail storm earthquake burglary
half quarter third
all some none
copper plastic
hotel museum pool gym restaurant bakery clinic office
sick well
"""


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_CATEGORIES.strip().splitlines()):
        for word in line.split():
            found.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def exclude(a: str, b: str) -> bool:
    """Whether two different words, in small letters, are of one kind: gold and silver."""
    one, other = stem(a), stem(b)
    table = _table()
    return one != other and bool(table.get(one, frozenset()) & table.get(other, frozenset()))
