"""The one map of keys to acts. Footer, help, palette and every `BINDINGS` come from it; it imports nothing heavy.

To give a screen or a widget keys: name its place (`PLACE = "companies.list"`), add a line to `KEYS`, and write the
method `action_<verb>` on that screen. A verb means the same on every screen: `GRAMMAR` gives its key and its AZERTY
twins, and `clashes()` (held by a test) refuses a line that breaks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from realis_tui.pillars import PILLARS

if TYPE_CHECKING:
    from textual.binding import BindingType

EVERYWHERE = "partout"
"""The place of the keys that answer on every screen."""

GRAMMAR: Mapping[str, tuple[str, ...]] = {
    "new": ("n",),
    "edit": ("e",),
    "delete": ("d",),
    "open": ("enter",),
    "back": ("escape", "q"),
    "close": ("escape",),
    "filter": ("slash", "colon"),
    "book": ("r",),
    "session": ("s",),
    "arrive": ("a",),
    "message": ("m",),
    "consume": ("c",),
    "ready_message": ("w",),
    "done": ("x",),
    "pick": ("comma",),
    "copy": ("y",),
    "views": ("v",),
    "print": ("p",),
    "export": ("i",),
    "history": ("h",),
    "move": ("t",),
    "sort": ("o",),
    "house": ("l",),
    "merge": ("f",),
    "undo": ("ctrl+z",),
    "redo": ("ctrl+y",),
    "save": ("ctrl+s",),
    "add_line": ("ctrl+n",),
    "quit": ("ctrl+q",),
    "help": ("f1", "question_mark"),
    "palette": ("ctrl+p",),
    "search": ("space", "ctrl+f"),
    "go_to": ("g",),
    "next_field": ("tab",),
    "up": ("up",),
    "down": ("down",),
    "left": ("left",),
    "right": ("right",),
    "page_up": ("pageup",),
    "page_down": ("pagedown",),
    "first": ("home",),
    "last": ("end",),
    "tick": ("space",),
    "leave": ("enter", "down", "tab"),
    "drop": ("ctrl+r",),
}
"""A verb, its key and the twins under the fingers of an AZERTY keyboard (« / » asks Maj there, « : » does not)."""

SHOWN_KEYS: Mapping[str, str] = {
    "enter": "Entrée",
    "escape": "Échap",
    "space": "Espace",
    "tab": "Tab",
    "shift+tab": "Maj+Tab",
    "slash": "/",
    "colon": ":",
    "comma": ",",
    "question_mark": "?",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "Page préc.",
    "pagedown": "Page suiv.",
    "home": "Début",
    "end": "Fin",
    "delete": "Suppr",
    "backspace": "Retour arr.",
}

FOOTER_LIMIT_NARROW = 6
NARROW = 100
"""Under this width the footer shows the short labels, six keys at most."""

_NEVER = re.compile(
    r"ctrl\+(i|m|h|j|at|space|enter|tab|pageup|pagedown|\d|left_square_bra.*|alt\+.*|shift\+.*)"
    r"|alt\+(enter|ctrl\+.*)|shift\+ctrl\+.*|f1[0-9]|\d"
    r"|(left|right)_square_bracket|(left|right)_curly_bracket|backslash|grave_accent|vertical_line|tilde|number_sign|at"
    r"|circumflex_accent|euro_sign"
)
"""Keys a terminal confuses with others, keeps for itself, or an AZERTY keyboard gives by AltGr only."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of one or several places.

    act: id of the act, the same as in the registry of acts when it is one; unique here.
    verb: what the key means (`GRAMMAR`); its method on the screen is `action_<verb>`. action: another Textual action.
    label: in the footer; short: the same under 100 columns. help: the sentence of the help and of the palette.
    where: places; rank: order in the footer, 0 for a key that only the help lists; kept: in the footer even if narrow.
    permission: a value of `Permission`; who has not got it neither sees nor presses the key.
    wins: taken before any widget, a field included. bound: False for a key that a widget already answers (Tab, ↓).
    keyless: an act of the palette without a key. leads_to: ids of other acts that this one opens the choice of: the
    palette finds them by their own names.
    """

    act: str
    verb: str
    label: str
    help: str
    where: tuple[str, ...] = (EVERYWHERE,)
    rank: int = 0
    short: str = ""
    action: str = ""
    permission: str = ""
    group: str = "Ici"
    wins: bool = False
    kept: bool = False
    bound: bool = True
    keyless: bool = False
    leads_to: tuple[str, ...] = ()
    own_keys: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Textual names of the keys, the one to show first."""
        return () if self.keyless else self.own_keys or GRAMMAR[self.verb]

    @property
    def run(self) -> str:
        """The Textual action that the key runs."""
        return self.action or self.verb


_LIST = ("companies.list", "spaces.plan", "alerts.list")
_WRITE = "companies.write"

KEYS: tuple[Key, ...] = (
    # Everywhere
    Key("frame.search", "search", "chercher partout", "Chercher partout, ou taper un acte", rank=80, short="chercher",
        permission="search", group="Partout", kept=True, own_keys=("space",)),
    Key("frame.search_from_field", "search", "chercher partout", "Chercher partout, depuis un champ", wins=True,
        permission="search", group="Partout", own_keys=("ctrl+f",)),
    Key("frame.help", "help", "aide", "Les touches de cet écran", rank=90, group="Partout", kept=True,
        own_keys=("f1",), wins=True),
    Key("frame.help_letter", "help", "aide", "Les touches de cet écran", group="Partout", own_keys=("question_mark",)),
    Key("frame.palette", "palette", "tout faire", "Tous les actes, et « aller à… »", rank=95, group="Partout",
        wins=True),
    Key("frame.undo", "undo", "annuler", "Annuler mon dernier acte (il est dit lequel)", rank=97, permission="undo",
        group="Partout"),
    Key("frame.redo", "redo", "refaire", "Refaire ce que je viens d'annuler", permission="undo", group="Partout"),
    Key("frame.go_to", "go_to", "aller à…", "Aller à un autre domaine, par sa lettre", group="Partout"),
    Key("frame.back", "back", "retour", "Revenir à l'écran d'avant", group="Partout"),
    Key("frame.how_to_quit", "how_to_quit", "copier", "Copier le texte choisi à la souris", group="Partout",
        own_keys=("ctrl+c",)),
    Key("frame.quit", "quit", "quitter", "Quitter REALIS", group="Partout", wins=True),
    Key("frame.theme", "theme", "thème", "Changer de thème : nuit ou clair", group="Partout", keyless=True),
    Key("frame.lock", "lock", "verrouiller", "Verrouiller l'écran, la saisie est gardée", group="Partout",
        keyless=True),
    Key("frame.sign_out", "sign_out", "changer de personne", "Changer de personne", group="Partout", keyless=True),
    # Any list
    Key("list.open", "open", "ouvrir", "Ouvrir la ligne choisie", where=_LIST, rank=1, bound=False),
    Key("list.filter", "filter", "filtrer", "Filtrer la liste en tapant",
        where=("companies.list", "spaces.plan"), rank=3),
    Key("list.views", "views", "vues", "Vues enregistrées", where=_LIST, rank=4,
        leads_to=("companies.save_view", "companies.delete_view")),
    Key("list.sort", "sort", "trier", "Changer l'ordre de la liste", where=("companies.list",)),
    Key("list.pick", "pick", "choisir plusieurs", "Choisir plusieurs lignes", where=("companies.list",)),
    # Companies
    Key("companies.create", "new", "nouvelle", "Nouvelle entreprise", where=("companies.list",), rank=2,
        permission=_WRITE),
    Key("companies.add_in_tab", "new", "ajouter", "Ajouter dans l'onglet montré", where=("companies.card",), rank=2,
        permission=_WRITE),
    Key("companies.edit", "edit", "modifier", "Modifier la fiche", where=("companies.list", "companies.card"), rank=5,
        permission=_WRITE),
    Key("companies.move", "move", "statut", "Changer le statut (admettre, sortir…)",
        where=("companies.list", "companies.card"), rank=6, permission=_WRITE,
        leads_to=("companies.apply_again", "support.suspend", "support.resume")),
    Key("companies.house", "house", "locaux", "Attribuer ou libérer un local",
        where=("companies.list", "companies.card"), rank=8, permission="spaces.write",
        leads_to=("spaces.assign_seat", "spaces.change")),
    Key("companies.merge", "merge", "fusionner", "Fusionner avec un doublon",
        where=("companies.list", "companies.card"), permission=_WRITE),
    Key("companies.export", "export", "exporter", "Exporter en Excel ou en CSV", where=("companies.list",), rank=7,
        permission="export"),
    Key("companies.copy", "copy", "copier", "Copier (chiffres sans espaces)",
        where=("companies.list", "companies.card")),
    Key("companies.history", "history", "historique", "Qui a changé quoi, et quand",
        where=("companies.list", "companies.card", "spaces.plan", "spaces.card", "search.results"), rank=9,
        permission="journal.read"),
    Key("companies.back", "back", "retour", "Revenir à la liste", where=("companies.card",), rank=10),
    Key("companies.delete", "delete", "supprimer", "Supprimer (Ctrl+Z pour annuler)",
        where=("companies.list", "companies.card"), permission=_WRITE),
    Key("companies.alerts", "alerts", "à surveiller",
        "À surveiller : ce qui finit, ce qui est dû, ce qui est en retard",
        where=("companies.list", "spaces.plan"), permission="companies.read", keyless=True),
    Key("merge.take", "done", "prendre l'autre", "Prendre la valeur de l'autre fiche, ou la rendre",
        where=("companies.merge",), rank=1, permission=_WRITE),
    Key("merge.save", "save", "fusionner", "Fusionner les deux fiches", where=("companies.merge",), rank=2,
        permission=_WRITE),
    Key("merge.close", "back", "fermer", "Fermer sans fusionner", where=("companies.merge",), rank=3),
    Key("journal.undo", "open", "annuler cet acte", "Annuler l'acte choisi", where=("journal.list",), rank=2,
        permission="undo", bound=False),
    Key("lists.back", "back", "retour", "Revenir à l'écran d'avant",
        where=("journal.list", "alerts.list", "accounts.list", "settings.list", "import"), rank=10),
    Key("companies.import", "import", "importer", "Importer des entreprises (Excel, CSV)", where=("companies.list",),
        permission="import", keyless=True),
    # What is done from a tab of the card, by its name in the palette
    *(
        Key(act, "in_tab", help.lower(), help, where=("companies.card",), permission=_WRITE, keyless=True,
            action=f"in_tab('{tab}', '{verb}')", leads_to=leads_to)
        for act, help, tab, verb, leads_to in (
            ("people.add", "Ajouter une personne", "people", "new", ()),
            ("people.edit", "Modifier une personne", "people", "", ("people.remove", "people.main", "people.link")),
            ("documents.add", "Ajouter un document", "documents", "new", ()),
            ("documents.edit", "Modifier un document", "documents", "", ("documents.remove",)),
            ("figures.set", "Saisir les chiffres d'une année", "figures", "new", ()),
            ("figures.remove", "Supprimer les chiffres d'une année", "figures", "", ()),
            ("reviews.record", "Noter un bilan ou un suivi", "reviews", "new", ()),
            ("reviews.remove", "Supprimer un bilan", "reviews", "", ()),
            ("hosting.create", "Nouvelle convention", "agreements", "new",
             ("support.extend", "hosting.renew", "hosting.end", "certificates.add", "establishments.add")),
            ("hosting.edit", "Modifier la convention", "agreements", "",
             ("support.correct", "certificates.edit", "certificates.remove",
              "establishments.remove")),
        )
    ),
    # Spaces
    Key("spaces.create", "new", "nouveau", "Nouveau local", where=("spaces.plan", "spaces.card"), rank=2,
        permission="spaces.write"),
    Key("spaces.edit", "edit", "modifier", "Modifier le local", where=("spaces.plan", "spaces.card"), rank=5,
        permission="spaces.write"),
    Key("spaces.house", "house", "attribuer", "Attribuer ou libérer le local",
        where=("spaces.plan", "spaces.card"), rank=6, permission="spaces.write",
        leads_to=("spaces.assign", "spaces.release")),
    Key("spaces.delete", "delete", "supprimer", "Supprimer le local (Ctrl+Z pour annuler)",
        where=("spaces.plan", "spaces.card"), permission="spaces.write"),
    Key("spaces.open", "open", "fiche de l'occupant", "Ouvrir la fiche de l'occupant", where=("spaces.card",), rank=1),
    Key("spaces.back", "back", "retour", "Revenir à l'écran d'avant", where=("spaces.card",), rank=10),
    # Accounts, settings, import
    Key("accounts.open_list", "accounts", "comptes", "Comptes de l'équipe", permission="accounts.manage",
        group="Partout",
        keyless=True, action="open_screen('accounts:AccountsScreen')"),
    Key("settings.open_list", "settings", "réglages", "Réglages : durées, seuils, motifs, tarifs",
        permission="settings.manage", group="Partout", keyless=True,
        action="open_screen('settings:SettingsScreen')"),
    Key("journal.open_list", "journal", "journal", "Journal : qui a fait quoi", permission="journal.read",
        group="Partout",
        keyless=True, action="open_screen('history:HistoryScreen')"),
    Key("accounts.add", "new", "nouveau compte", "Ouvrir un compte", where=("accounts.list",), rank=1,
        permission="accounts.manage"),
    Key("accounts.close", "delete", "fermer, rouvrir", "Fermer le compte, ou le rouvrir",
        where=("accounts.list",), rank=2, permission="accounts.manage",
        leads_to=("accounts.deactivate", "accounts.reactivate")),
    Key("accounts.issue_code", "edit", "code de secours", "Donner un code à qui a oublié sa phrase",
        where=("accounts.list",), rank=3, permission="accounts.manage"),
    Key("accounts.copy_code", "copy", "copier", "Copier le code", where=("accounts.code",), rank=1,
        permission="accounts.manage"),
    Key("accounts.close_code", "back", "fermer, le code n'est plus montré", "Fermer, le code n'est plus montré",
        where=("accounts.code",), rank=2, short="fermer"),
    Key("settings.change", "edit", "changer", "Changer le réglage à partir d'un jour", where=("settings.list",), rank=1,
        permission="settings.manage"),
    Key("import.go", "save", "importer", "Importer ce qui est bon", where=("import",), rank=1, permission="import"),
    Key("import.preview", "open", "essayer", "Lire le fichier et dire ce qui serait fait", where=("import",), rank=2,
        bound=False),
    # Forms: no bare letter here
    Key("form.save", "save", "enregistrer", "Enregistrer", where=("form",), rank=1, kept=True),
    Key("form.add_line", "add_line", "nouvelle ligne", "Ajouter une ligne", where=("form.lines",), rank=2),
    Key("form.next", "next_field", "champ suivant", "Champ suivant (Maj+Tab : précédent)",
        where=("form", "form.fields"), rank=3, bound=False),
    Key("form.close", "close", "fermer, garder le brouillon", "Fermer en gardant le brouillon", where=("form",), rank=4,
        short="fermer", kept=True),
    Key("form.drop_draft", "drop", "abandonner le brouillon", "Abandonner le brouillon repris", where=("form.fields",),
        rank=9, short="sans brouillon"),
    Key("form.up", "up", "champ précédent", "Champ précédent", where=("form.fields",),
        action="previous_field"),
    Key("form.down", "down", "champ suivant", "Champ suivant", where=("form.fields",), action="next_field"),
    Key("check.tick", "tick", "cocher", "Cocher ou décocher", where=("check",), rank=2),
    Key("check.next", "leave", "champ suivant", "Champ suivant", where=("check",), action="submit",
        own_keys=("enter",)),
    # What is typed, in any field
    Key("typing.undo", "undo", "annuler la frappe", "Annuler la frappe", where=("typing",), action="undo_typing",
        group="Saisie"),
    Key("typing.redo", "redo", "rétablir la frappe", "Rétablir la frappe", where=("typing",), action="redo_typing",
        group="Saisie"),
    Key("picker.down", "down", "choisir", "Offrir les choix, puis le suivant", where=("picker",), rank=2,
        action="menu(1)", group="Saisie"),
    Key("picker.up", "up", "choix précédent", "Choix précédent", where=("picker",), action="menu(-1)", group="Saisie"),
    Key("picker.close", "close", "fermer les choix", "Fermer les choix", where=("picker",), rank=3,
        action="close_menu", group="Saisie"),
    Key("filter.leave", "leave", "à la liste", "Aller à la liste", where=("filter",), rank=1, group="Saisie"),
    Key("filter.clear", "close", "effacer", "Effacer le filtre, puis le quitter", where=("filter",), rank=2,
        action="clear_or_leave", group="Saisie"),
    # Rows, views, tabs
    Key("rows.open", "open", "ouvrir", "Ouvrir la ligne choisie", where=("rows",), rank=1),
    Key("rows.up", "up", "ligne précédente", "Ligne précédente", where=("rows",), action="cursor_up", group="Liste"),
    Key("rows.down", "down", "ligne suivante", "Ligne suivante", where=("rows",), action="cursor_down", group="Liste"),
    Key("rows.page_up", "page_up", "page précédente", "Page précédente", where=("rows",), group="Liste"),
    Key("rows.page_down", "page_down", "page suivante", "Page suivante", where=("rows",), group="Liste"),
    Key("rows.first", "first", "première ligne", "Première ligne", where=("rows",), group="Liste"),
    Key("rows.last", "last", "dernière ligne", "Dernière ligne", where=("rows",), group="Liste"),
    Key("rows.pick", "pick", "choisir plusieurs", "Choisir plusieurs lignes", where=("rows",), action="toggle_mark",
        group="Liste"),
    Key("views.leave", "leave", "à la liste", "Aller à la liste", where=("views",), rank=1, own_keys=("down", "enter"),
        group="Liste"),
    Key("views.previous", "left", "vue précédente", "Vue ou onglet précédent", where=("views",), action="previous",
        group="Liste"),
    Key("views.next", "right", "vue suivante", "Vue ou onglet suivant", where=("views",), rank=2, action="next",
        group="Liste"),
    Key("card.previous", "left", "onglet précédent", "Onglet précédent", where=("card",), action="tab(-1)",
        group="Fiche"),
    Key("card.next", "right", "onglet suivant", "Onglet suivant", where=("card",), rank=7, action="tab(1)",
        short="onglet", group="Fiche"),
    # Boxes over a screen
    Key("box.open", "open", "choisir", "Faire ce qui est choisi", where=("box",), rank=1, bound=False),
    Key("box.close", "close", "fermer", "Fermer", where=("box",), rank=2),
    # The help, the palette, `g`
    Key("help.run", "open", "faire", "Faire ce qui est choisi", where=("help", "palette"), rank=1, bound=False),
    Key("help.back", "back", "fermer", "Fermer l'aide", where=("help", "go_to"), rank=2),
    Key("palette.close", "close", "fermer", "Fermer", where=("palette",), rank=2),
    Key("twin.open", "open", "ouvrir sa fiche", "Ouvrir la fiche qui ressemble", where=("twin",), rank=1),
    # Search
    Key("results.up", "up", "résultat précédent", "Résultat précédent", where=("results",), action="step(-1)"),
    Key("results.down", "down", "résultat suivant", "Résultat suivant", where=("results",), action="step(1)"),
    Key("results.next", "next_field", "résultat suivant", "Résultat suivant", where=("results",), action="step(1)"),
    Key("results.open", "open", "ouvrir", "Ouvrir le résultat", where=("results",), action="open_hit"),
    Key("search.results", "down", "résultats", "Aller aux résultats", where=("search",), rank=1, bound=False),
    Key("search.open", "open", "ouvrir", "Ouvrir le résultat", where=("search", "search.results"), rank=2, bound=False),
    Key("search.close", "close", "fermer", "Fermer la recherche", where=("search",), rank=3),
    Key("search.results_close", "back", "fermer", "Fermer la recherche", where=("search.results",), rank=6),
    Key("search.edit", "edit", "modifier", "Modifier", where=("search.results",), rank=3, permission=_WRITE),
    Key("search.copy", "copy", "copier", "Copier", where=("search.results",), rank=5),
    # Signing in
    Key("sign_in.enter", "open", "entrer", "Entrer", where=("sign_in", "lock"), rank=1, bound=False),
    Key("sign_in.accounts", "down", "comptes", "Choisir un compte proposé", where=("sign_in",), rank=2, bound=False),
    Key("sign_in.next", "next_field", "champ suivant", "Champ suivant", where=("sign_in",), rank=3, bound=False),
    Key("sign_in.forgot", "forgot", "phrase oubliée", "J'ai oublié ma phrase : entrer avec un code de la direction",
        where=("sign_in",), rank=3, own_keys=("ctrl+o",)),
    Key("sign_in.quit", "quit", "quitter", "Quitter REALIS", where=("sign_in", "lock"), rank=4,
        bound=False),
)  # fmt: skip


def keys_at(place: str) -> tuple[Key, ...]:
    """The keys declared for a place, not those of everywhere."""
    return tuple(key for key in KEYS if place in key.where)


def by_act(act: str) -> Key | None:
    """The key of an act id, None when no key leads to it."""
    return _BY_ACT.get(act)


_BY_ACT = {key.act: key for key in KEYS}


def bindings_for(place: str) -> list[BindingType]:
    """The Textual bindings of a place, both cases of every letter bound (Caps Lock is ignored)."""
    from textual.binding import Binding

    bindings: list[BindingType] = [
        Binding(",".join(both_cases(key.keys)), key.run, key.label, priority=key.wins, id=key.act, show=False)
        for key in keys_at(place)
        if key.bound and key.keys
    ]
    if place == EVERYWHERE:
        bindings += [
            Binding(item.f_key, f"go('{item.mode}')", item.title, priority=True, id=f"go.{item.mode}", show=False)
            for item in PILLARS
            if item.f_key
        ]
    return bindings


def both_cases(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys with the capital of every letter after it."""
    return tuple(each for key in keys for each in ((key, key.upper()) if len(key) == 1 and key.isalpha() else (key,)))


def keymap(chosen: Mapping[str, str]) -> dict[str, str]:
    """What a person's settings change, as Textual wants it: act id to its new keys; unknown acts are left out."""
    return {
        act: ",".join(both_cases(part.strip() for part in keys.split(",") if part.strip()))
        for act, keys in chosen.items()
        if (act in _BY_ACT or act.startswith("go.")) and keys.strip()
    }


def shown(key: str) -> str:
    """A key as people read it: « Ctrl+Z », « Échap », « F1 »."""
    if key in SHOWN_KEYS:
        return SHOWN_KEYS[key]
    *modifiers, last = key.split("+")
    names = {"ctrl": "Ctrl", "shift": "Maj", "alt": "Alt"}
    end = SHOWN_KEYS.get(last) or (last.upper() if modifiers or re.fullmatch(r"f\d+", last) else last)
    return "+".join([*(names.get(item, item) for item in modifiers), end])


def footer_for(place: str, width: int) -> list[tuple[str, str]]:
    """What the bottom line shows at `width` columns for a place: (key, label), in order, nothing cut."""
    ranked = [key for key in (*keys_at(place), *keys_at(EVERYWHERE)) if key.rank]
    return fit([(key, shown(key.keys[0])) for key in ranked if key.keys], width)


def fit(candidates: Sequence[tuple[Key, str]], width: int) -> list[tuple[str, str]]:
    """Choose among (key, shown key) what fits in `width` columns: the kept ones first, then by rank."""
    narrow = width < NARROW
    limit = FOOTER_LIMIT_NARROW if narrow else len(candidates)
    room = width - 1
    chosen: list[tuple[Key, str, str]] = []
    for key, pressed in sorted(candidates, key=lambda item: (not item[0].kept, item[0].rank)):
        label = (key.short or key.label) if narrow else key.label
        cells = len(pressed) + 1 + len(label) + (3 if chosen else 0)
        if len(chosen) < limit and cells <= room and all(pressed != other for _, other, _ in chosen):
            chosen.append((key, pressed, label))
            room -= cells
    return [(pressed, label) for _, pressed, label in sorted(chosen, key=lambda item: item[0].rank)]


def clashes(keys: Sequence[Key] = KEYS) -> list[str]:
    """What is wrong with the registry, in words; an empty list is what the test wants."""
    named = [(key, name) for key in keys for name in key.keys]
    problems = [f"{key.act} : « {name} » ne se lie jamais" for key, name in named if _NEVER.fullmatch(name)]
    problems += _twice(keys) + _ungrammatical(keys)
    for key in keys:
        if key.keys and all(name.startswith("alt+") for name in key.keys):
            problems.append(f"{key.act} : Alt ne peut pas être le seul chemin")
        if key.keys == ("escape",) and not any(place in _TYPED_IN for place in key.where):
            problems.append(f"{key.act} : Échap ne peut pas être le seul chemin")
    return problems


def _twice(keys: Sequence[Key]) -> list[str]:
    problems = [f"{key.act} : déclaré deux fois" for number, key in enumerate(keys) if key in keys[:number]]
    seen: dict[tuple[str, str], Key] = {}
    for key in keys:
        for place in key.where:
            for name in key.keys:
                other = seen.setdefault((place, name), key)
                if other is not key:
                    problems.append(f"{place} : « {name} » mène à {other.act} et à {key.act}")
    everywhere = {name: key for (place, name), key in seen.items() if place == EVERYWHERE}
    for (place, name), key in seen.items():
        common = everywhere.get(name)
        if common is not None and place != EVERYWHERE and {common.verb, key.verb} not in _SAME:
            problems.append(f"{place} : « {name} » cache {common.act}")
    return problems


_TYPED_IN = ("form", "box", "search", "palette", "picker", "filter")
"""Places where letters are text: `q` cannot stand beside Échap there (Ctrl+S, Entrée or ↓ leave them too)."""

_SAME: list[set[str]] = [{verb} for verb in GRAMMAR] + [
    {"back", "close"},
    {"search", "tick"},
    *({"leave", verb} for verb in ("open", "down", "next_field")),
]
"""A place may take over a common key when it means the same there, or when a field has a better use for it."""


def _ungrammatical(keys: Sequence[Key]) -> list[str]:
    problems = []
    meaning: dict[str, str] = {}
    for verb, names in GRAMMAR.items():
        for name in names:
            meaning.setdefault(name, verb)
    for key in keys:
        for name in key.own_keys:
            if name in meaning and {meaning[name], key.verb} not in _SAME:
                problems.append(f"{key.act} : « {name} » veut dire « {meaning[name]} » partout ailleurs")
    return problems
