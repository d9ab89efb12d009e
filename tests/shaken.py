"""Rows that nobody asked to be sorted come with the youngest first instead of as a quiet database happens to give
them; so do rows that are alike in what they are sorted by. `make shaken` runs the suite so: what fails hangs on chance.
"""

from django.db.models.expressions import OrderBy
from django.db.models.sql.compiler import SQLCompiler

get_order_by, get_combinator_sql = SQLCompiler.get_order_by, SQLCompiler.get_combinator_sql


def may_be_shaken(query) -> bool:
    is_part = query.subquery or query.combinator or getattr(query, "is_combined", False)
    is_summed = query.group_by is not None or any(each.contains_aggregate for each in query.annotation_select.values())
    return query.model is not None and not (is_part or is_summed or query.distinct)


def shaken_order(compiler: SQLCompiler) -> list:
    order = get_order_by(compiler)
    if may_be_shaken(compiler.query):
        youngest = compiler.query.get_meta().pk.get_col(compiler.query.get_initial_alias())
        last = OrderBy(youngest, descending=True)
        order.append((last, (*compiler.compile(last), False)))
    return order


def combined(compiler: SQLCompiler, *args):
    for query in compiler.query.combined_queries:
        query.is_combined = True
    return get_combinator_sql(compiler, *args)


def shake() -> None:
    SQLCompiler.get_order_by, SQLCompiler.get_combinator_sql = shaken_order, combined
