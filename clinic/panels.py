"""What a slice puts on the coordinator's desk (settings.HOOKS["desk_panels"])."""

from dataclasses import dataclass, field


@dataclass
class Panel:
    """`order`: small is high up (an open alarm is 0). `template` gets `context` as `panel`."""

    key: str
    title: str
    template: str
    context: dict = field(default_factory=dict)
    order: int = 50
    count: int = 0
