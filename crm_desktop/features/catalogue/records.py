"""What others see of the catalogue."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NewModel:
    """One car as it is entered or stands in a price list. Money in fen, distances in km; None: not known."""

    brand: str = ""
    model: str = ""
    trim: str = ""
    colour: str = ""
    list_price: int | None = None
    first_months: int | None = None
    first_km: int | None = None
    later_months: int | None = None
    later_km: int | None = None


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """One car of the catalogue."""

    id: str
    row_seq: int
    brand: str
    model: str
    trim: str
    colour: str
    list_price: int | None
    first_months: int | None
    first_km: int | None
    later_months: int | None
    later_km: int | None
    active: bool
    position: int

    @property
    def name(self) -> str:
        """The whole name: brand, model, trim, colour."""
        return " ".join(filter(None, (self.brand, self.model, self.trim, self.colour)))


@dataclass(frozen=True, slots=True)
class ServiceTerms:
    """When a car is serviced: months or km after delivery, whichever comes first, and then from one to the next."""

    first_months: int | None = None
    first_km: int | None = None
    later_months: int | None = None
    later_km: int | None = None


@dataclass(frozen=True, slots=True)
class PriceRange:
    """List prices in fen; the two are the same where the car is told exactly."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class CatalogueWords:
    """What typing is completed with, in the catalogue's order."""

    brands: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    trims: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What bringing cars in did."""

    step: int
    new: int
    updated: int
    same: int


@dataclass(frozen=True, slots=True)
class LastImport:
    """The last price list that was brought in; its step takes the whole of it back."""

    file: str
    at: str
    step: int
    new: int
    updated: int
    undone: bool
