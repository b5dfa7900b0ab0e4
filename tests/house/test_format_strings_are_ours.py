"""Words are filled into patterns that stand in the code; what somebody typed is never a pattern.

A pattern is followed to where it comes from: a text of the code, a message of the catalogue, a
table of such texts, a name that only ever holds one. What cannot be followed is named in
``FOLLOWED`` with where it comes from, looked up by a person.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from . import source

MESSAGE = {"_", "_g", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "str"}
FILLS = {"format", "format_map"}
FIRST = {"format_html", "format_html_join", "format_lazy", "strftime"}  # their first argument
LOGS = {"debug", "info", "warning", "error", "exception", "critical"}
# File and pattern → where the pattern comes from.
FOLLOWED = {
    ("core/backups/nightly.py", "text"): "messages of two callers in the file",
    ("core/backups/wording.py", "heading"): "messages of the callers in the file",
    ("core/database/roles.py", "sql.SQL(line)"): "GRANTS of the file, filled by psycopg",
    ("core/notices/mailing.py", "told"): "a message; the notice's text has the name a branch later",
    ("faces/desk/funnel.py", "words"): "messages of the callers in the class",
    ("work/checkups/actions/collecting.py", "text"): "messages of the callers in the room",
    ("work/checkups/forms/diagnosing.py", "title"): "messages of the form",
    ("work/matchmaking/actions/answering.py", "text"): "messages of the callers in the file",
    ("work/matchmaking/actions/proposing.py", "text"): "messages of the callers in the file",
    ("work/reports/writing/template.py", "known['title']"): "a file beside the code",
    # remainders that look like patterns
    ("engines/matching/shards.py", "zlib.crc32(name.encode())"): "a number",
    ("faces/demo/matching.py", "sum(map(ord, who + item.key))"): "a number",
    ("faces/demo/outcomes.py", "sum(map(ord, key))"): "a number",
    ("work/matchmaking/jobs.py", "done"): "a number",
}


class Module:
    """What the names of one file hold."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.parents = {
            child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)
        }

    def scopes(self, node: ast.AST) -> Iterator[ast.AST]:
        """Functions around it, the innermost first, then the module."""
        while node is not self.tree:
            node = self.parents[node]
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
                yield node

    def is_ours(self, node: ast.AST, seen: frozenset[str] = frozenset()) -> bool:
        """Whether every text that this can be stands in the code."""
        match node:
            case ast.Constant():
                return True
            case ast.JoinedStr(values=parts):
                return all(isinstance(part, ast.Constant) for part in parts)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self.is_ours(left, seen) and self.is_ours(right, seen)
            case ast.IfExp(body=one, orelse=other):
                return self.is_ours(one, seen) and self.is_ours(other, seen)
            case ast.BoolOp(values=several) | ast.Tuple(elts=several) | ast.List(elts=several):
                return all(self.is_ours(one, seen) for one in several)
            case ast.Dict(values=several):
                return all(self.is_ours(one, seen) for one in several)
            case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[_key, *rest]):
                return all(self.is_ours(one, seen) for one in (table, *rest))
            case ast.Call(func=func, args=args):
                return self._is_ours_called(func, args, seen)
            case ast.Subscript(value=table) | ast.Starred(value=table):
                return self.is_ours(table, seen)
            case ast.Lambda(body=body):
                return self.is_ours(body, seen)
            case ast.Name(id=name):
                return self._is_ours_named(node, name, seen)
        return False

    def _is_ours_called(self, func: ast.expr, args: list[ast.expr], seen: frozenset[str]) -> bool:
        name = _last(func)
        if name in MESSAGE:
            return all(self.is_ours(arg, seen) for arg in args[:2])
        if not isinstance(func, ast.Name):
            return False
        made = [d for d in self.tree.body if isinstance(d, ast.FunctionDef) and d.name == name]
        given = [r.value for d in made for r in ast.walk(d) if isinstance(r, ast.Return)]
        if made and name not in seen:
            return all(r is not None and self.is_ours(r, seen | {name}) for r in given)
        return self.is_ours(func, seen)  # a table's entry that is called

    def _is_ours_named(self, node: ast.AST, name: str, seen: frozenset[str]) -> bool:
        if name in seen:
            return True  # comes back to itself: what else it may hold decides
        for scope in self.scopes(node):
            if not isinstance(scope, ast.Module) and name in _parameters(scope):
                return False
            held = list(_assigned(scope, name))
            if held:
                return all(self.is_ours(value, seen | {name}) for value in held)
        return False


def _parameters(scope: ast.AST) -> set[str]:
    assert isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef)
    given = scope.args
    return {a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)}


def _assigned(scope: ast.AST, name: str) -> Iterator[ast.AST]:
    """What is put under the name; of several put at once, the one in its place."""
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=[target], value=value):
                yield from _of_place(target, value, name)
            case ast.AnnAssign(target=ast.Name(id=found), value=value) if found == name and value:
                yield value
            case ast.NamedExpr(target=ast.Name(id=found), value=value) if found == name:
                yield value
            case (
                ast.For(target=target, iter=several)
                | ast.comprehension(target=target, iter=several)
            ):
                if name in {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}:
                    yield several


def _of_place(target: ast.AST, value: ast.AST, name: str) -> Iterator[ast.AST]:
    match target, value:
        case ast.Name(id=found), _ if found == name:
            yield value
        case ast.Tuple(elts=places), ast.Tuple(elts=values) if len(places) == len(values):
            for place, one in zip(places, values, strict=True):
                yield from _of_place(place, one, name)
        case ast.Tuple(elts=places), _:
            if any(isinstance(p, ast.Name) and p.id == name for p in places):
                yield value


def _last(func: ast.AST) -> str:
    return func.id if isinstance(func, ast.Name) else getattr(func, "attr", "")


def patterns(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=pattern, attr=name)) if name in FILLS:
                yield pattern
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="log"), attr=name), args=[pattern, *_]
            ) if name in LOGS:
                yield pattern
            case ast.Call(func=func, args=[pattern, *_]) if _last(func) in FIRST:
                yield pattern
            case ast.BinOp(left=pattern, op=ast.Mod(), right=right) if not _is_sum(pattern, right):
                yield pattern


def _is_sum(left: ast.expr, right: ast.expr) -> bool:
    """A remainder, as far as it can be seen: numbers, or what is reckoned."""
    reckoned = ast.BinOp | ast.UnaryOp
    if isinstance(left, reckoned) and not isinstance(getattr(left, "op", None), ast.Add):
        return True
    if isinstance(right, reckoned) or isinstance(getattr(right, "value", None), int):
        return True
    return (isinstance(right, ast.Name) and right.id.isupper()) or _last(left) in ("from_bytes",)


def not_followed(path: Path) -> set[str]:
    module = Module(ast.parse(source.text_of(path)))
    return {ast.unparse(p) for p in patterns(module.tree) if not module.is_ours(p)}


def test_every_pattern_stands_in_the_code() -> None:
    found = {
        (path.relative_to(source.SOURCE).as_posix(), pattern)
        for path in source.python_files()
        if "tests" not in path.parts and path.name != "factories.py"
        for pattern in not_followed(path)
    }
    assert found - FOLLOWED.keys() == set(), "is this a text that somebody may have typed?"
    assert FOLLOWED.keys() - found == set(), "named, but not there any more"


def test_what_somebody_typed_is_found() -> None:
    for typed in (
        "def f(row): return row.text % {'n': 1}",
        "def f(request): return request.POST['x'].format(n=1)",
        "def f(text): return text % {'n': 1}",
        "def f(row):\n    text = _('ours') if row else row.text\n    return text % {'n': 1}",
        "def f(row): return f'{row.name} %(n)s' % {'n': 1}",
        "def f(row): log.warning(row.text, 1)",
        "def f(row): return format_html(row.text, 1)",
        "def f(row): return _(row.text) % {'n': 1}",
    ):
        module = Module(ast.parse(typed))
        assert [p for p in patterns(module.tree) if not module.is_ours(p)], typed
    ours = "T = {'a': _('x %(n)s')}\ndef f(k):\n    text = T[k]\n    return text % {'n': 1}"
    module = Module(ast.parse(ours))
    assert all(module.is_ours(p) for p in patterns(module.tree))
