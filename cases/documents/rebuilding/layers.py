"""What a reader shows or hides by itself: optional content. A layer that was hidden stays hidden in the copy, one that was
shown stays shown, and nobody is offered to change it. Their names go: they are not on the page."""

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, TextStringObject

from .refusals import Refused, Why

LAYER, SOME_OF_THEM = "/OCG", "/OCMD"
POLICIES = ("/AllOn", "/AnyOn", "/AnyOff", "/AllOff")
OPERATORS = ("/And", "/Or", "/Not")
MOST, MOST_PARTS, DEEPEST = 2_000, 20, 5


class Layers:
    """`add` puts an object into the new document and gives its reference."""

    def __init__(self, catalog, add):
        self.add = add
        self.new = {}  # by old number
        self.hidden = set()  # old numbers
        properties = _dictionary(catalog.get("/OCProperties"))
        self.known = _numbers(properties.get("/OCGs"))
        if len(self.known) > MOST:
            raise Refused(Why.BROKEN)
        self._read(_dictionary(properties.get("/D")))

    def copy(self, old):
        """The new reference for a layer, or for a rule about some; None for what is neither."""
        if self._is_layer(old):
            return self._layer(old.idnum)
        is_rule = self.known and _of(_dictionary(old), "/Type") == SOME_OF_THEM
        return self.add(self._some(_dictionary(old))) if is_rule else None

    def hides(self, old):
        """Whether what hangs on this layer, or on a rule about some, is hidden at first."""
        wanted = _dictionary(old)
        if _of(wanted, "/Type") != SOME_OF_THEM:
            return self._is_layer(old) and old.idnum in self.hidden
        if isinstance(_of(wanted, "/VE"), list):
            return not self._is_true(wanted.get("/VE"), 0)
        layers = _numbers(wanted.get("/OCGs")) & self.known
        on = [number not in self.hidden for number in layers]
        policy = {"/AllOn": all(on), "/AnyOff": not all(on), "/AllOff": not any(on)}
        return bool(on) and not policy.get(_of(wanted, "/P"), any(on))

    def entry(self):
        """What the new catalog says of them; None where the document has no layers."""
        if not self.new:
            return None
        off = ArrayObject(self.new[number] for number in self.new if number in self.hidden)
        shown = DictionaryObject({NameObject("/OFF"): off})
        every = ArrayObject(self.new.values())
        return DictionaryObject({NameObject("/OCGs"): every, NameObject("/D"): shown})

    def _read(self, at_first):
        if _of(at_first, "/BaseState") == "/OFF":
            self.hidden = self.known - _numbers(at_first.get("/ON"))
        self.hidden |= _numbers(at_first.get("/OFF")) & self.known
        for rule in map(_dictionary, _list(at_first.get("/AS"))):
            if _of(rule, "/Event") == "/View" and "/View" in _list(rule.get("/Category")):
                for layer in _list(rule.get("/OCGs")):
                    self._as_used(layer)

    def _as_used(self, layer):
        """ "Shown on a screen, not on paper": a reader goes by it at once."""
        usage = _dictionary(_dictionary(_dictionary(layer).get("/Usage")).get("/View"))
        if self._is_layer(layer):
            state = _of(usage, "/ViewState")
            self.hidden |= {layer.idnum} if state == "/OFF" else set()
            self.hidden -= {layer.idnum} if state == "/ON" else set()

    def _layer(self, number):
        if number not in self.new:
            name = TextStringObject(str(len(self.new) + 1))
            self.new[number] = self.add(
                DictionaryObject({NameObject("/Type"): NameObject(LAYER), NameObject("/Name"): name})
            )
        return self.new[number]

    def _some(self, old):
        new = DictionaryObject({NameObject("/Type"): NameObject(SOME_OF_THEM)})
        layers = _numbers(old.get("/OCGs")) & self.known
        new[NameObject("/OCGs")] = ArrayObject(self._layer(number) for number in sorted(layers))
        if _of(old, "/P") in POLICIES:
            new[NameObject("/P")] = NameObject(_of(old, "/P"))
        if isinstance(_of(old, "/VE"), list):
            new[NameObject("/VE")] = self._expression(old.get("/VE"), 0)
        return new

    def _expression(self, old, depth):
        operator, parts = _operation(old, depth)
        new = [
            self._layer(part.idnum) if self._is_layer(part) else self._expression(part, depth + 1)
            for part in parts
        ]
        return ArrayObject([NameObject(operator), *new])

    def _is_true(self, old, depth):
        operator, parts = _operation(old, depth)
        values = [
            part.idnum not in self.hidden if self._is_layer(part) else self._is_true(part, depth + 1)
            for part in parts
        ]
        return {"/And": all(values), "/Or": any(values), "/Not": not any(values)}[operator]

    def _is_layer(self, part):
        return isinstance(part, IndirectObject) and part.idnum in self.known


def _operation(old, depth):
    parts = _list(old)
    if depth > DEEPEST or not 2 <= len(parts) <= MOST_PARTS or parts[0] not in OPERATORS:
        raise Refused(Why.BROKEN)  # which of it is hidden cannot be told
    return str(parts[0]), parts[1:]


def _numbers(references):
    """Of one layer, or of a list of them."""
    if isinstance(references, IndirectObject) and not isinstance(_resolved(references), list):
        return {references.idnum}
    return {one.idnum for one in _list(references) if isinstance(one, IndirectObject)}


def _list(value):
    value = _resolved(value)
    return value if isinstance(value, list) else []


def _dictionary(value):
    value = _resolved(value)
    return value if isinstance(value, DictionaryObject) else DictionaryObject()


def _of(dictionary, key):
    return _resolved(dictionary.get(key))


def _resolved(value):
    return value.get_object() if isinstance(value, IndirectObject) else value
