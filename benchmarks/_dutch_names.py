"""Names that Dutch people bear, and how often. For `_dutch_people`.

Numbers of bearers of the most frequent surnames: the national database of surnames (2007), rounded to hundreds. The
rest of the population bears one of thousands of rarer names, put together here from their usual parts.
"""

from __future__ import annotations

import itertools
import random

SURNAMES: dict[str, int] = {
    "de Jong": 865, "Jansen": 757, "de Vries": 732, "van den Berg": 601, "van Dijk": 579, "Bakker": 553,
    "Janssen": 540, "Visser": 495, "Smit": 423, "Meijer": 340, "Meyer": 60, "de Boer": 383, "Mulder": 362,
    "de Groot": 361, "Bos": 354, "Vos": 303, "Peters": 301, "Hendriks": 295, "van Leeuwen": 280, "Dekker": 279,
    "Brouwer": 254, "de Wit": 249, "Smits": 238, "Dijkstra": 234, "de Graaf": 217, "van der Meer": 214, "Kok": 208,
    "van der Linden": 205, "Jacobs": 199, "de Haan": 195, "Vermeulen": 193, "van den Heuvel": 192,
    "van der Veen": 188, "van den Broek": 187, "de Bruijn": 182, "de Bruin": 90, "Schouten": 180, "van Beek": 176,
    "van der Heijden": 175, "Willems": 175, "Koster": 173, "van Vliet": 171, "Hoekstra": 170, "Maas": 168,
    "Verhoeven": 166, "van Dam": 165, "Prins": 162, "Blom": 160, "Huisman": 158, "Peeters": 155, "Kuipers": 153,
    "van Veen": 152, "de Jonge": 150, "Kuijpers": 70, "Postma": 148, "Veenstra": 146, "Kramer": 145,
    "van den Brink": 144, "Scholten": 143, "van Wijk": 142, "Bosch": 140, "Timmermans": 138, "de Lange": 137,
    "Groen": 136, "Gerritsen": 134, "Mol": 132, "van Loon": 131, "Driessen": 130, "van der Velde": 129, "Kuiper": 128,
    "Hermans": 127, "de Ruiter": 126, "de Ruijter": 60, "Jonker": 124, "Hofman": 122, "van der Wal": 121,
    "Martens": 120, "Wolters": 118, "Schipper": 117, "van Doorn": 116, "Bouwman": 115, "Molenaar": 114,
    "van der Horst": 113, "Lammers": 112, "Claassen": 60, "Klaassen": 70, "Evers": 100, "Dirks": 60, "Dirkx": 30,
    "Hendrickx": 30, "Lucas": 60, "Carels": 20, "Karels": 30, "van Aalst": 40, "van Aelst": 10, "Kaya": 50,
    "Yilmaz": 60, "Öztürk": 40, "Demir": 40, "Yildiz": 35, "El Amrani": 30, "Bouali": 25, "El Idrissi": 25,
    "Mohamed": 50, "Ali": 60, "Ahmed": 40, "Singh": 50, "Nguyen": 40, "Kowalski": 20, "Tesfay": 20, "Hassan": 30,
    "Martina": 30, "Pinas": 25, "Ramdin": 25, "Baldewsingh": 15,
}  # fmt: skip
_BEFORE = ("", "", "", "van ", "van der ", "van den ", "de ", "ter ", "van de ", "te ")
_FIRST = (
    "Hoog",
    "Nieuw",
    "Wester",
    "Ooster",
    "Noorder",
    "Lange",
    "Groot",
    "Klein",
    "Roos",
    "Linden",
    "Eike",
    "Berke",
    "Water",
    "Steen",
    "Zand",
    "Heide",
    "Bloem",
    "Veld",
    "Kool",
    "Graan",
    "Winter",
    "Zomer",
    "Boom",
    "Vree",
    "Wijn",
    "Kamp",
    "Rijs",
    "Schaap",
    "Vogel",
    "Haver",
    "Terp",
    "Brand",
    "Gelder",
    "Hage",
    "Dijk",
    "Meer",
    "Poel",
    "Ruit",
)
_LAST = (
    "huis",
    "veld",
    "kamp",
    "berg",
    "dam",
    "hof",
    "broek",
    "man",
    "stra",
    "ma",
    "sma",
    "inga",
    "ink",
    "ing",
    "horst",
    "burg",
    "meijer",
    "zicht",
    "laar",
    "donk",
    "wijk",
    "hoven",
    "poort",
    "mans",
    "dijk",
    "boer",
)

# Official names, by how common they are, each with the names that people go by.
MEN: dict[str, tuple[int, tuple[str, ...]]] = {
    "Johannes": (900, ("Jan", "Hans", "Johan", "Joop", "Jo")), "Jan": (500, ("Jan",)),
    "Cornelis": (400, ("Kees", "Cor", "Cees", "Nelis")), "Hendrik": (380, ("Henk", "Hein", "Hendrik", "Rik")),
    "Pieter": (260, ("Piet", "Peter", "Pieter")), "Petrus": (250, ("Piet", "Peter", "Pé")),
    "Willem": (260, ("Wim", "Willem", "Pim")), "Jacobus": (230, ("Koos", "Jaap", "Jacco", "Sjaak")),
    "Gerrit": (150, ("Gerrit", "Ger")), "Adrianus": (150, ("Ad", "Adrie", "Janus", "Arjan")),
    "Antonius": (160, ("Ton", "Toon", "Anton", "Antoon")), "Franciscus": (110, ("Frans", "Frank", "Cis")),
    "Martinus": (90, ("Martin", "Tinus", "Tiny")), "Dirk": (90, ("Dirk", "Dick")), "Theodorus": (90, ("Theo", "Dorus")),
    "Nicolaas": (90, ("Nico", "Klaas", "Niek")), "Robert": (150, ("Rob", "Robert", "Bert")),
    "Ronald": (90, ("Ron", "Ronald")), "Marcel": (90, ("Marcel",)), "Erik": (110, ("Erik", "Eric")),
    "Mark": (110, ("Mark", "Marc")), "Michael": (90, ("Michael", "Maikel")), "Dennis": (80, ("Dennis",)),
    "Jeroen": (80, ("Jeroen",)), "Thomas": (90, ("Thomas", "Tom")), "Tim": (70, ("Tim",)), "Kevin": (70, ("Kevin",)),
    "Daan": (50, ("Daan",)), "Sem": (30, ("Sem",)), "Mohammed": (90, ("Mohammed", "Mohamed", "Mo")),
    "Ahmed": (40, ("Ahmed", "Achmed")), "Mustafa": (40, ("Mustafa", "Moestafa")), "Ali": (30, ("Ali",)),
    "Gijsbertus": (40, ("Gijs", "Bert", "Gijsbert")), "Lambertus": (40, ("Bert", "Lammert")),
    "Bernardus": (40, ("Ben", "Bernard")), "Hubertus": (40, ("Huub", "Bert")), "Arie": (80, ("Arie", "Aart")),
    "Leendert": (50, ("Leen", "Leendert")), "Simon": (50, ("Simon", "Siem")), "Bram": (40, ("Bram",)),
}  # fmt: skip
WOMEN: dict[str, tuple[int, tuple[str, ...]]] = {
    "Maria": (900, ("Ria", "Marie", "Mia", "Miep", "Rie", "Marijke", "Marja")),
    "Johanna": (600, ("Jo", "Annie", "Joke", "Hanneke", "Jopie", "Janna")), "Anna": (450, ("Annie", "Anna", "Anneke")),
    "Cornelia": (280, ("Corrie", "Nel", "Cor", "Lia")), "Wilhelmina": (270, ("Willy", "Mien", "Wil", "Mina")),
    "Elisabeth": (260, ("Bep", "Els", "Lies", "Betty", "Elly", "Liesbeth")),
    "Catharina": (230, ("Toos", "Trudy", "Catrien", "Rina", "Ina", "Tineke", "To")),
    "Adriana": (160, ("Jeanne", "Adri")),
    "Hendrika": (150, ("Riek", "Rika", "Henny", "Hennie")), "Margaretha": (140, ("Greet", "Gré", "Margriet", "Greta")),
    "Petronella": (110, ("Nel", "Nelly", "Petra", "Ellie")),
    "Geertruida": (100, ("Truus", "Geertje", "Trudy", "Gerda")),
    "Jacoba": (100, ("Coba", "Co", "Jacqueline")), "Elizabeth": (90, ("Els", "Bets", "Liza")),
    "Gerarda": (40, ("Gerda", "Gerrie")), "Monique": (90, ("Monique",)), "Sandra": (90, ("Sandra",)),
    "Linda": (80, ("Linda",)), "Esther": (70, ("Esther", "Ester")), "Saskia": (70, ("Saskia",)),
    "Ingrid": (70, ("Ingrid",)), "Anita": (60, ("Anita",)), "Sophie": (60, ("Sophie", "Sofie")),
    "Emma": (40, ("Emma",)),
    "Julia": (40, ("Julia",)), "Lisa": (60, ("Lisa",)), "Fatima": (70, ("Fatima", "Fatma")), "Ayse": (30, ("Ayse",)),
    "Samira": (30, ("Samira",)), "Helena": (70, ("Leni", "Helena", "Lenie")),
    "Antonia": (60, ("Toos", "Tonny", "Toni")),
    "Theodora": (50, ("Thea", "Dora", "Door")), "Magdalena": (40, ("Leni", "Magda")),
    "Jantje": (60, ("Jantje", "Jannie")),
    "Grietje": (50, ("Greet", "Griet")), "Trijntje": (40, ("Trijn", "Tine")), "Aaltje": (40, ("Alie", "Aal")),
}  # fmt: skip


def surnames(dice: random.Random) -> tuple[list[str], list[int]]:
    """Frequent surnames bear about a sixth of all people, rare ones the rest, with long tails."""
    rare = [f"{before}{first}{last}" for before, first, last in itertools.product(_BEFORE, _FIRST, _LAST)]
    rare = sorted(set(rare))
    random.Random(7).shuffle(rare)  # which of them is common is the same for each seed
    weights = [1.0 / (rank + 40) for rank in range(len(rare))]
    frequent = sum(SURNAMES.values())
    scale = 4.5 * frequent / sum(weights)
    return [*SURNAMES, *rare], [*SURNAMES.values(), *(max(1, round(weight * scale)) for weight in weights)]
