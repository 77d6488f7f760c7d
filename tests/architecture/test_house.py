"""The rules of docs/architecture.md that imports alone do not show; each check is proven on a line that breaks it."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("core", "registry", "accounts", "bando", "applications", "disbursement", "reports")
FACES = ("admin", "views", "management", "api", "tasks")
MONEY = ("domain", "operations", "policies", "queries", "models", "money", "forms", "views", "adapters")
EMPTY_WORDS = {"utils", "helpers", "services", "manager", "managers", "common", "misc", "click"}

Finder = Callable[[ast.Module, Path], Iterator[str]]


def modules(*apps: str) -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the product but migrations, parsed."""
    for app in apps or APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT), ast.parse(path.read_text(), filename=str(path))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def lines(function: ast.FunctionDef) -> int:
    """Lines of a function without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1


def state_assignments(tree: ast.Module, path: Path) -> Iterator[str]:
    """`x.state = …` outside the one place that moves a life; `state=` in update() too."""
    if path == Path("core/operations/moving.py"):
        return
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        if any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets):
            yield f"{path}:{node.lineno} assigns .state"
        called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
        if called == "update" and any(keyword.arg == "state" for keyword in node.keywords):
            yield f"{path}:{node.lineno} updates state"


def row_locks(tree: ast.Module, path: Path) -> Iterator[str]:
    """`select_for_update` outside the lock ladder."""
    if path == Path("core/locks.py"):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "select_for_update":
            yield f"{path}:{node.lineno} locks rows by itself"


def loose_operations(tree: ast.Module, path: Path) -> Iterator[str]:
    """Public functions of `operations/` that write: keyword-only, with `by` and `at`, in one transaction."""
    if "operations" not in path.parts:
        return
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef) or function.name.startswith("_") or _only_reads(function):
            continue
        names = {argument.arg for argument in function.args.kwonlyargs}
        if function.args.args or function.args.posonlyargs:
            yield f"{path}:{function.lineno} {function.name} takes positional arguments"
        if path.parts[0] != "core" and not {"by", "at"} <= names and function.name not in BY_THE_PORTAL:
            yield f"{path}:{function.lineno} {function.name} does not say by whom and when"


# Run by the portal itself, on the clock's word: they take `at` and have nobody to name.
BY_THE_PORTAL = {
    "expire_acceptances", "expire_integrations", "expire_observations", "make", "post_notice", "produce", "remind", "sweep",
}  # fmt: skip


def _only_reads(function: ast.FunctionDef) -> bool:
    return function.name.startswith(("why_not", "label_of", "due", "pending"))


def floats(tree: ast.Module, path: Path) -> Iterator[str]:
    """Float literals and `float(` where money passes."""
    if not set(MONEY) & {part.removesuffix(".py") for part in path.parts}:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"{path}:{node.lineno} writes the float {node.value}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
            yield f"{path}:{node.lineno} makes a float"
        if isinstance(node, ast.Attribute) and node.attr == "FloatField":
            yield f"{path}:{node.lineno} keeps a float"


def long_functions(tree: ast.Module, path: Path) -> Iterator[str]:
    """Functions over 40 lines; methods of faces over 15."""
    limit = 15 if set(FACES) & {part.removesuffix(".py") for part in path.parts} else 40
    for function in functions(tree):
        if lines(function) > limit:
            yield f"{path}:{function.lineno} {function.name} has {lines(function)} lines, {limit} at most"


# Where a heavy library comes in, in the process that uses it (docs/adr/0021): pyHanko, for two uses.
HEAVY = {
    ("applications/adapters/signatures/__init__.py", "read"),
    ("reports/adapters/sealing.py", "sealed"),
}


def hidden_imports(tree: ast.Module, path: Path) -> Iterator[str]:
    """Imports inside functions: they hide a wall being climbed. But for those of docs/adr/0021."""
    for function in functions(tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom) and (path.as_posix(), function.name) not in HEAVY:
                yield f"{path}:{node.lineno} imports inside {function.name}"


def clocks(tree: ast.Module, path: Path) -> Iterator[str]:
    """The clock read below the faces."""
    below = {"domain", "models", "policies", "permissions", "queries", "operations", "notifications"}
    if not below & {part.removesuffix(".py") for part in path.parts}:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"now", "today", "utcnow"}:
            yield f"{path}:{node.lineno} reads the clock"


def missing_promises(tree: ast.Module, path: Path) -> Iterator[str]:
    """Modules without a first line that says what they promise."""
    if not ast.get_docstring(tree):
        yield f"{path} has no first line"


FINDERS: dict[str, tuple[Finder, str, str]] = {
    "one place assigns a state": (state_assignments, "application.state = 'paid'", "applications/operations/x.py"),
    "one place updates a state": (state_assignments, "rows.update(state='paid')", "applications/operations/x.py"),
    "rows are locked by the ladder only": (row_locks, "rows.select_for_update()", "applications/operations/x.py"),
    "an operation is keyword-only": (loose_operations, "def pay(grant, *, by, at): pass", "disbursement/operations/x.py"),
    "an operation says by whom and when": (loose_operations, "def pay(*, grant): pass", "disbursement/operations/x.py"),
    "money meets no float literal": (floats, "rate = 0.7", "bando/domain/x.py"),
    "money meets no float": (floats, "amount = float(text)", "bando/domain/x.py"),
    "a function fits on a page": (long_functions, "def f():\n" + "    x = 1\n" * 41, "bando/operations/x.py"),
    "a face is a declaration": (long_functions, "def f():\n" + "    x = 1\n" * 16, "bando/views/x.py"),
    "no import hides in a function": (hidden_imports, "def f():\n    import os", "bando/operations/x.py"),
    "the clock is read in faces only": (clocks, "at = timezone.now()", "bando/operations/x.py"),
    "a module says what it promises": (missing_promises, "x = 1", "bando/operations/x.py"),
}


@pytest.mark.parametrize("rule", sorted(FINDERS))
def test_the_house_keeps(rule: str) -> None:
    finder, _, _ = FINDERS[rule]
    found = [line for path, tree in modules() for line in finder(tree, path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("rule", sorted(FINDERS))
def test_a_breach_is_seen(rule: str) -> None:
    finder, code, path = FINDERS[rule]
    assert list(finder(ast.parse(code), Path(path)))


def test_a_file_is_one_room() -> None:
    sizes = {path: len((ROOT / path).read_text().splitlines()) for path, _ in modules()}
    assert not {path: size for path, size in sizes.items() if size > 300}


def test_names_say_something() -> None:
    assert not [path for path, _ in modules() if set(path.with_suffix("").parts) & EMPTY_WORDS]


def test_templates_are_free_of_inline_script_and_style() -> None:
    found = [
        path.relative_to(ROOT)
        for path in (ROOT / "templates").rglob("*.html")
        if "pdf" not in path.parts and any(mark in path.read_text() for mark in ("<style", " style=", "onclick=", "<script>"))
    ]
    assert not found
