"""Do the pages reach people's rows only through the door? Read from their code."""

import ast
from dataclasses import dataclass, field

from django.core.exceptions import FieldDoesNotExist

from clinic.people.models import User

# on_the_way: whoever goes along, while briefed; closed_to: that a closed record is there, and no more of it
DOORS = {"visible_to", "person_for", "case_for", "on_the_way", "closed_to"}
BRINGS_ROWS = {"own_case"}  # gives its view the person's own rows
MANAGERS = {"objects", "_default_manager", "_base_manager"}
NARROWING = {"filter", "get"}
LETS_THROUGH = {"get_object_or_404", "list", "sorted"}


def naked(source, red, *, for_requests_only=False):
    """Each look at a model of `red` ({name: model}) that neither a door nor a row from behind one narrows, as it is written.
    `for_requests_only`: in functions that take a request, and those they call."""
    return list(Code(ast.parse(source), red).naked(for_requests_only))


@dataclass
class Code:
    """`reached`: (function, name) of what a door let through."""

    tree: ast.Module
    red: dict
    reached: set = field(default_factory=set)

    def __post_init__(self):
        self.functions = {one.name: one for one in self.tree.body if isinstance(one, ast.FunctionDef)}
        self.parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}
        renamed = [
            name for node in ast.walk(self.tree) if isinstance(node, ast.ImportFrom) for name in node.names
        ]
        self.red = self.red | {
            one.asname: self.red[one.name] for one in renamed if one.asname and one.name in self.red
        }
        self.bound = self._bound()
        while more := {key for key in self.bound if key not in self.reached and self._all_reached(key)}:
            self.reached |= more

    def naked(self, for_requests_only):
        wanted = self._for_requests() if for_requests_only else {*self.functions, None}
        for node in ast.walk(self.tree):
            scope = self._scope(node)
            if scope in wanted and self._is_look(node) and not self._is_reached(self._chain(node), scope):
                yield ast.unparse(self._chain(node))

    def _is_look(self, node):
        """A red model's manager, or the model itself given to something (`get_object_or_404`)."""
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            return self._model(node.value) is not None
        is_given = isinstance(self.parents.get(node), ast.Call | ast.keyword) and self._chain(node) is node
        return is_given and self._model(node) is not None

    def _model(self, node):
        name = getattr(node, "id", getattr(node, "attr", None))
        return self.red.get(name)

    def _chain(self, node):
        """The whole of `Model.objects.filter(…).first()`, from its beginning."""
        above = self.parents.get(node)
        while node in (getattr(above, "value", None), getattr(above, "func", None)) and isinstance(
            above, ast.Attribute | ast.Call
        ):
            node, above = above, self.parents.get(above)
        return node

    def _scope(self, node):
        while node is not None and not (node in self.tree.body and isinstance(node, ast.FunctionDef)):
            node = self.parents.get(node)
        return node.name if node else None

    def _is_reached(self, node, scope):
        match node:
            case ast.Name(id=name):
                return (scope, name) in self.reached
            case ast.Call(func=ast.Name(id=name), args=args):
                return name in DOORS or (
                    name in LETS_THROUGH and bool(args) and self._is_reached(args[0], scope)
                )
            case ast.Call(func=ast.Attribute(attr=name, value=value), keywords=keywords):
                return (
                    name in DOORS
                    or self._is_reached(value, scope)
                    or (name in NARROWING and any(self._narrows(one, value, scope) for one in keywords))
                )
            case ast.Attribute(value=value) | ast.Subscript(value=value):
                return self._is_reached(value, scope)
        return False

    def _narrows(self, keyword, rows, scope):
        """`case=case` does where the case was reached; `kind=case.kind` does not."""
        model = self._root(rows)
        return bool(
            model
            and keyword.arg
            and leads_to_rows(model, keyword.arg)
            and self._is_reached(keyword.value, scope)
        )

    def _root(self, node):
        while isinstance(node, ast.Call | ast.Attribute):
            if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
                return self._model(node.value)
            node = node.func if isinstance(node, ast.Call) else node.value
        return None

    def _all_reached(self, key):
        return all(self._is_reached(node, scope) for node, scope in self.bound[key])

    def _bound(self):
        """{(function, name): [(what it is made from, function), …]}, for names of functions and what helpers are given."""
        bound = {}
        for node in ast.walk(self.tree):
            scope = self._scope(node)
            for name, value in _bindings(node):
                bound.setdefault((scope, name), []).append((value, scope))
            if isinstance(node, ast.Call) and _is_helper(called := self._called(node)):
                given = zip([one.arg for one in called.args.args], node.args, strict=False)
                for name, value in [*given, *((one.arg, one.value) for one in node.keywords)]:
                    bound.setdefault((called.name, name), []).append((value, scope))
        for function in self.functions.values():
            if BRINGS_ROWS & {getattr(one, "id", None) for one in function.decorator_list}:
                self.reached.add((function.name, function.args.args[1].arg))
        return bound

    def _called(self, call):
        return self.functions.get(call.func.id) if isinstance(call.func, ast.Name) else None

    def _for_requests(self):
        """Functions that take a request, and all they call here."""
        wanted = {name for name, one in self.functions.items() if "request" in [a.arg for a in one.args.args]}
        while (
            more := {
                called.name
                for node in ast.walk(self.tree)
                if isinstance(node, ast.Call)
                and self._scope(node) in wanted
                and (called := self._called(node))
            }
            - wanted
        ):
            wanted |= more
        return wanted


def leads_to_rows(model, lookup):
    """`case`, `case_id`, `plan__case__person__in`, `pk`: it names other rows than users."""
    try:
        for part in lookup.removesuffix("__in").split("__"):
            found = model._meta.pk if part == "pk" else model._meta.get_field(part)
            model = found.related_model
    except (FieldDoesNotExist, AttributeError):
        return False
    return (found.is_relation or found.primary_key) and found.related_model is not User


def _is_helper(function):
    """Nobody but its own module calls it."""
    return function is not None and function.name.startswith("_") and not function.decorator_list


def _bindings(node):
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
            pairs = list(zip(names, values, strict=False))
        case ast.Assign(targets=targets, value=value):
            pairs = [(target, value) for target in targets]
        case ast.AnnAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
            pairs = [(target, value)]
        case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
            pairs = [(target, value)]
        case _:
            pairs = []
    return [(target.id, value) for target, value in pairs if isinstance(target, ast.Name)]
