"""The closed subset of SQL that other engines can be given: what a text may be made of.

A list of what is allowed, not of what is not: a construct nobody has thought about is refused until
somebody has. Why each limit stands: docs/decisions/0001.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import ParseError

_SHAPE = (
    exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered,
    exp.Limit, exp.Distinct, exp.Union, exp.Subquery, exp.With, exp.CTE, exp.Values, exp.Tuple,
    exp.Window, exp.WindowSpec, exp.Table, exp.TableAlias, exp.Alias, exp.Identifier, exp.Column,
    exp.Star, exp.Paren, exp.Literal, exp.Null, exp.Boolean, exp.Placeholder, exp.Exists, exp.In,
    exp.Create, exp.Schema, exp.ColumnDef, exp.Properties, exp.TemporaryProperty, exp.Insert,
    exp.Drop, exp.Cast, exp.DataType, exp.DataTypeParam, exp.Var,
)  # fmt: skip
_OPERATORS = (
    exp.And, exp.Or, exp.Not, exp.Is, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE,
    exp.Between, exp.Case, exp.If, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg,
    exp.DPipe,
)  # fmt: skip
_FUNCTIONS = (
    exp.Sum, exp.Min, exp.Max, exp.Count, exp.RowNumber, exp.Rank, exp.DenseRank, exp.Lead, exp.Lag,
    exp.Coalesce, exp.Nullif, exp.Greatest, exp.Least, exp.Abs, exp.Sign, exp.Extract,
    exp.DateFromParts, exp.CurrentSchema,
)  # fmt: skip
_ALLOWED = frozenset((*_SHAPE, *_OPERATORS, *_FUNCTIONS))
_TYPES = frozenset(
    {"BIGINT", "INT128", "INT", "TEXT", "DATE", "DOUBLE", "DECIMAL(18, 6)", "BOOLEAN"}
)
_BOUNDS = ("UNBOUNDED", "CURRENT ROW")


class _NullsSmall(DuckDB):
    NULL_ORDERING = "nulls_are_small"


class _NullsLarge(DuckDB):
    NULL_ORDERING = "nulls_are_large"


def faults(text: str) -> list[str]:
    """What in a text is outside the subset; nothing, when all of it is inside."""
    try:
        tree = sqlglot.parse_one(text, dialect=_NullsSmall)
        other = sqlglot.parse_one(text, dialect=_NullsLarge)
    except ParseError as error:
        return [f"not one statement that can be read: {error}"]
    found = [fault for node in tree.walk() for fault in _of_node(node)]
    found += [
        f"a window that does not say where NULLs go: {one.sql('duckdb')}"
        for one, same in zip(tree.find_all(exp.Ordered), other.find_all(exp.Ordered), strict=True)
        if one.args.get("nulls_first") != same.args.get("nulls_first")
        and isinstance(one.parent and one.parent.parent, exp.Window)
    ]
    return found


def _of_node(node: exp.Expr) -> Iterator[str]:
    if type(node) not in _ALLOWED:
        name = node.name if isinstance(node, exp.Anonymous) else type(node).__name__
        yield f"{name} is not in the subset: {_said(node)}"
    for kind, (is_wrong, why) in _RULES.items():
        if isinstance(node, kind) and is_wrong(node):
            yield f"{why}: {_said(node)}"
    if isinstance(node, exp.Select):
        yield from _reused_aliases(node)
        yield from _repeated_names(node)


def _said(node: exp.Expr) -> str:
    return node.sql("duckdb")[:80]


def _has(*arguments: str) -> Callable[[exp.Expr], bool]:
    return lambda node: any(node.args.get(one) for one in arguments)


def _is_nameless(subquery: exp.Expr) -> bool:
    return isinstance(subquery.parent, exp.From | exp.Join) and not subquery.alias


def _is_odd_join(join: exp.Expr) -> bool:
    return bool(join.args.get("method")) or join.args.get("kind") in ("SEMI", "ANTI", "POSITIONAL")


def _is_odd_frame(frame: exp.Expr) -> bool:
    sides = (frame.args.get("start"), frame.args.get("end"))
    return frame.args.get("kind") != "ROWS" or not all(_is_bound(one) for one in sides)


def _is_odd_quotient(div: exp.Expr) -> bool:
    return not all(one.is_type(exp.DType.DOUBLE) for one in (div.this, div.expression))


_RULES: Mapping[type[exp.Expr], tuple[Callable[[exp.Expr], bool], str]] = {
    exp.DataType: (lambda node: node.sql("duckdb") not in _TYPES, "a type not every engine has"),
    exp.Subquery: (_is_nameless, "a subquery without a name in FROM"),
    exp.Star: (_has("except_", "replace", "rename"), "a star that leaves out or renames"),
    exp.Group: (_has("all", "rollup", "cube", "grouping_sets", "totals"), "a grouping of its own"),
    exp.Join: (_is_odd_join, "a join only some engines have"),
    exp.WindowSpec: (_is_odd_frame, "a frame that is not over rows"),
    exp.Div: (_is_odd_quotient, "a quotient of other than doubles"),
    exp.Create: (_has("replace"), "a table put in place of another"),
}


def _is_bound(side: object) -> bool:
    return side is None or side in _BOUNDS or (isinstance(side, exp.Literal) and side.is_int)


def _repeated_names(select: exp.Select) -> Iterator[str]:
    """Of a table or a step: DuckDB numbers them, others refuse."""
    made: exp.Expr = select
    while isinstance(made.parent, exp.Union) and made.arg_key == "this":
        made = made.parent
    if not isinstance(made.parent, exp.CTE | exp.Subquery | exp.Create):
        return
    names = [one.alias_or_name for one in select.expressions if not one.is_star]
    for name in sorted({one for one in names if one and names.count(one) > 1}):
        yield f"the name {name} given twice: {_said(select)}"


def _reused_aliases(select: exp.Select) -> Iterator[str]:
    """A bare column that has the name another expression of the same list is given there.

    DuckDB takes the alias where no table has the column; other engines know no such thing. With the
    table's name before it, a column is no alias.
    """
    aliases = {one.alias: one for one in select.expressions if isinstance(one, exp.Alias)}
    readers = [*select.expressions, select.args.get("where")]
    for reader in filter(None, readers):
        for column in reader.find_all(exp.Column):
            given = aliases.get(column.name)
            own = column.parent_select is select
            if given is not None and given is not reader and own and not column.table:
                yield f"the alias {column.name} read where it is given: {_said(reader)}"
