"""Who sells and who buys: the sales desks, and companies with invented names."""

from dataclasses import dataclass
from datetime import date

from revcompass.samples.dice import Dice

DESKS = {
    "smb": "Small business",
    "mid": "Mid market",
    "enterprise": "Key accounts",
    "b2c": "Online",
}
"""The team that serves each kind of buyer; private buyers are a side line."""

BUYERS = {"smb": 0.56, "mid": 0.28, "enterprise": 0.10, "b2c": 0.06}

SKILLS = (1.6, 1.0, 0.75, 1.1, 0.85)
"""How often the first, second … seller of a desk wins, relative to the others; then again."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words(
    "Ana Ben Carla Dario Elif Femi Greta Hugo Ines Jonas Kira Luca "
    "Mara Nils Olga Pavel Rosa Sami Tea Umar Vera Wim Yara Zoe"
)

COUNTRIES = {
    ("DE", "DACH", "EUR"): 0.40,
    ("AT", "DACH", "EUR"): 0.08,
    ("FR", "Western Europe", "EUR"): 0.11,
    ("NL", "Western Europe", "EUR"): 0.09,
    ("IE", "UK and Ireland", "EUR"): 0.03,
    ("GB", "UK and Ireland", "GBP"): 0.15,
    ("US", "North America", "USD"): 0.14,
}

INDUSTRIES = {
    "Logistics": 0.22,
    "Manufacturing": 0.24,
    "Retail": 0.18,
    "Professional services": 0.20,
    "Healthcare": 0.16,
}

_HEADS = _words(
    "Vel Tar Bri Osk Lum Zan Quel Mir Dro Fen Gal Hox Ith Jor Kav Lys Nov Pry Rud Syl "
    "Tov Ulm Vex Wyn Yar Zep Cor Dal Eb Fyr"
)
_MIDDLES = _words(
    "a e i o u ami eno ilu ora une avi esti inda olo uri atta elmo iva onna ubra "
    "alis endi irro osha ulo arne efta ilka ovi ude"
)
_ENDS = _words(
    "qua nix ren dor lith mos vane tik sel bro gard pex lune zor wick mar fold ster "
    "tron vik dale kum rost phim gen task lor ban crest yon"
)
_TRADES = _words(
    "Works Group Labs Trading Partners Freight Foods Clinics Metals Textiles Media Tools "
    "Studio Supply Systems Homes Energy Print Travel Mills Wood Glass Optics Care"
)

_STEP = 274_177  # no factor in common with the number of names: none repeats before all are used


@dataclass(frozen=True, slots=True)
class Account:
    """A company (or private person) that buys or might."""

    account_id: str
    name: str
    desk: str
    industry: str
    country: str
    region: str
    currency: str
    owner: str
    channel: str
    created_on: date

    @property
    def segment(self) -> str:
        return "smb" if self.desk == "b2c" else self.desk

    @property
    def business_model(self) -> str:
        return "b2c" if self.desk == "b2c" else "b2b"

    @property
    def team(self) -> str:
        return DESKS[self.desk]


class Staff:
    """The sellers of each desk."""

    def __init__(self, accounts: int) -> None:
        sizes = {
            "smb": min(24, 4 + accounts // 400),
            "mid": min(24, 3 + accounts // 600),
            "enterprise": min(24, 2 + accounts // 1000),
            "b2c": 1,
        }
        self.desks: dict[str, list[str]] = {}
        for initial, (desk, size) in zip("BKRT", sizes.items(), strict=True):
            self.desks[desk] = [f"{name} {initial}." for name in FIRST_NAMES[:size]]

    def seller(self, desk: str, dice: Dice) -> str:
        """Any seller of the desk."""
        return dice.pick(self.desks[desk])

    def winner(self, desk: str, dice: Dice) -> str:
        """The seller of a won deal: the better ones come up more often."""
        names = self.desks[desk]
        while True:
            place = dice.between(0, len(names) - 1)
            if dice.chance(SKILLS[place % len(SKILLS)] / max(SKILLS)):
                return names[place]

    @property
    def strongest(self) -> str:
        """The seller who was made to win most."""
        return self.desks["smb"][0]


def company_name(number: int) -> str:
    """An invented name; the same number always gives the same one."""
    rest, head = divmod(number * _STEP, len(_HEADS))
    rest, middle = divmod(rest, len(_MIDDLES))
    rest, end = divmod(rest, len(_ENDS))
    trade = _TRADES[rest % len(_TRADES)]
    return f"{_HEADS[head]}{_MIDDLES[middle]}{_ENDS[end]} {trade}"


def private_name(number: int) -> str:
    """An invented private buyer."""
    rest, head = divmod(number * _STEP, len(_HEADS))
    rest, middle = divmod(rest, len(_MIDDLES))
    end = _ENDS[rest % len(_ENDS)]
    return f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {_HEADS[head]}{_MIDDLES[middle]}{end}"


def new_account(
    account_id: str,
    desk: str,
    owner: str,
    channel: str,
    created_on: date,
    *,
    dice: Dice,
    euro_only: bool = False,
) -> Account:
    """A buyer for the desk; before 2023 the company sold in euros only."""
    number = int(account_id[2:])
    countries = {place: w for place, w in COUNTRIES.items() if not euro_only or place[2] == "EUR"}
    country, region, currency = dice.weighted(countries)
    private = desk == "b2c"
    return Account(
        account_id,
        private_name(number) if private else company_name(number),
        desk,
        "Private" if private else dice.weighted(INDUSTRIES),
        country,
        region,
        currency,
        owner,
        channel,
        created_on,
    )
