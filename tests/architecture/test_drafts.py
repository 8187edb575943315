"""Every form keeps what is typed in it, but those of a secret."""

import ast
from pathlib import Path

import pytest

import realis_tui.screens

SCREENS = Path(realis_tui.screens.__file__).parent
SECRET = ("accounts", "sign_in")
"""Their forms hold a passphrase, or open an account with one."""
FORMS = [path for path in sorted(SCREENS.rglob("*.py")) if path.relative_to(SCREENS).parts[0] not in SECRET]


def forms_in(path: Path) -> list[ast.Call]:
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "FormPlan"]


@pytest.mark.parametrize("path", [path for path in FORMS if forms_in(path)], ids=lambda path: path.name)
def test_a_form_has_its_draft(path: Path) -> None:
    without = [form.lineno for form in forms_in(path) if "draft" not in {word.arg for word in form.keywords}]
    assert not without
