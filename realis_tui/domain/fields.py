"""What a form, an import and the command line know of an input model, declared once beside each field.

An input model annotates its fields with `Shown`; `field_specs` reads them back in order, and `validate` turns what a
person or a file gave into the model, or refuses with every problem at once, in French.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from realis_tui.domain.french import format_number, without_paste
from realis_tui.domain.refusals import Problem, Refused

Widget = Literal["text", "area", "date", "hour", "money", "number", "choice", "picker", "check", "hidden"]
Model = TypeVar("Model", bound=BaseModel)


class Input(BaseModel):
    """Base of every input model: frozen, unknown fields refused, so that a misspelt field is never silently lost.

    Its validator is built when first used: a start reads some sixty models and uses a few.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)


@dataclass(frozen=True, slots=True)
class Shown:
    """How a field is shown and recognised.

    label: what a person reads beside it; section: the form's group.
    hint: what an empty field stands for (« aujourd'hui »); example: what may be typed there, shown as « ex. 34070 ».
    synonyms: the headers people really use for it in their files (any case, accents or punctuation).
    choices: (value, label) pairs of a closed list; source: name of the picker's supplier for widget="picker".
    column: the field's name in import reports and JSON (French); the model's own name when empty.
    secret: typed masked, repeated in no sentence, kept in no draft.
    """

    label: str
    section: str = ""
    widget: Widget = "text"
    hint: str = ""
    example: str = ""
    synonyms: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    source: str = ""
    column: str = ""
    max_length: int = 200
    secret: bool = False

    @property
    def when_empty(self) -> str:
        """What an empty field shows: never an example that could be taken for its value."""
        return self.hint or (f"ex. {self.example}" if self.example else "")


@dataclass(frozen=True, slots=True)
class Repair:
    """What was put right in a field on the way in: « 901111500012 » → « 00901111500012 », and why in a sentence."""

    field: str
    before: str
    after: str
    message: str


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of an input model as a form or an import sees it."""

    name: str
    shown: Shown
    required: bool

    @property
    def column(self) -> str:
        return self.shown.column or self.name


@cache
def field_specs(model: type[BaseModel]) -> tuple[FieldSpec, ...]:
    """The model's shown fields, in order; fields without `Shown` (ids, versions) are left out."""
    specs = []
    for name, info in model.model_fields.items():
        shown = next((item for item in info.metadata if isinstance(item, Shown)), None)
        if shown is not None:
            specs.append(FieldSpec(name, shown, info.is_required()))
    return tuple(specs)


def validate(model: type[Model], raw: Mapping[str, Any], today: date, repairs: list[Repair] | None = None) -> Model:
    """Build `model` from raw values (text as typed, or cells of a file).

    Empty text counts as absent. `today` resolves « demain », « 24/11 ». What the readers put right is added to
    `repairs`. Raises `Refused` with one problem a field.
    """
    given = {name: value for name, value in raw.items() if not (isinstance(value, str) and not value.strip())}
    try:
        return model.model_validate(given, context={"today": today, "repairs": repairs})
    except ValidationError as error:
        raise Refused.many(_problems(model, error)) from None


def _problems(model: type[BaseModel], error: ValidationError) -> list[Problem]:
    order = {name: rank for rank, name in enumerate(model.model_fields)}
    problems = []
    for item in error.errors(include_url=False):
        field = str(item["loc"][0]) if item["loc"] else None
        problems.append(Problem(field, without_paste(_sentence(model, field, dict(item)))))
    return sorted(problems, key=lambda problem: order.get(problem.field or "", -1))


def _sentence(model: type[BaseModel], field: str | None, item: Mapping[str, Any]) -> str:
    shown = next((spec.shown for spec in field_specs(model) if spec.name == field), None)
    label = shown.label if shown else field or ""
    limits = item.get("ctx") or {}
    match item["type"]:
        case "value_error":
            return str(limits.get("error", item["msg"]))
        case "missing":
            return f"« {label} » est à remplir."
        case "extra_forbidden":
            return f"« {field} » n'est pas un champ connu."
        case "enum" | "literal_error":
            return f"« {label} » : choix inconnu, « {item.get('input')} » n'est pas dans la liste."
        case "greater_than_equal":
            return f"« {label} » : au moins {limits['ge']}."
        case "greater_than":
            return f"« {label} » : plus que {limits['gt']}."
        case "less_than_equal":
            return f"« {label} » : au plus {limits['le']}."
        case "string_too_long" | "too_long":
            return f"« {label} » : {format_number(limits['max_length'])} caractères au plus."
        case _ if shown is not None and shown.secret:
            return f"« {label} » n'est pas compris."
        case _:
            return f"« {label} » : « {item.get('input')} » n'est pas compris."
