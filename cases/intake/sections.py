"""The interview's parts: what each asks, why, and how long it takes. Tonight's part first, the rest another night."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from .models import SectionKey


@dataclass(frozen=True)
class Part:
    """`question` is read aloud; `why` stands under it on the page. `hard`: a warning stands before it."""

    key: SectionKey
    question: str
    why: str
    minutes: int
    icon: str
    tonight: bool = True
    hard: bool = False

    @property
    def title(self):
        return self.key.label

    def spoken(self, language):
        """The question in the language the person hears."""
        with override(language):
            return str(self.question)

    @property
    def siblings(self):
        """The parts of the same night, in order."""
        return [part for part in PARTS.values() if part.tonight == self.tonight]

    @property
    def number(self):
        return self.siblings.index(self) + 1

    @property
    def count(self):
        return len(self.siblings)


_ALL = (
    Part(
        SectionKey.LANGUAGE,
        _("What language do you speak best? Do you want an interpreter?"),
        _("So we speak in a way that works for you."),
        minutes=1,
        icon="language",
    ),
    Part(
        SectionKey.WORRY,
        _("What worries you most tonight? A few words are enough."),
        _("So we start with that."),
        minutes=1,
        icon="speak",
    ),
    Part(
        SectionKey.HERE,
        _("Who came tonight, and whose case is it?"),
        _("So we know whom we may talk with."),
        minutes=1,
        icon="people",
    ),
    Part(
        SectionKey.PAPER,
        _("When is your next date with the court? With ICE? With ISAP?"),
        _("They are three different dates. Each one goes on your paper."),
        minutes=3,
        icon="paper",
    ),
    Part(
        SectionKey.LAWYER,
        _("Do you have a lawyer now? Did you pay anyone for help before?"),
        _("If you have a lawyer, your questions go to that lawyer first."),
        minutes=1,
        icon="lawyer",
    ),
    Part(
        SectionKey.REACH,
        _("What is a good way to reach you? At what hours?"),
        _("So the wrong person does not read it."),
        minutes=2,
        icon="phone",
    ),
    Part(
        SectionKey.TELL,
        _("If something happens, whom may we tell? What may each person know?"),
        _("Without your yes, we tell nobody."),
        minutes=1,
        icon="bell",
    ),
    Part(
        SectionKey.ARRIVAL,
        _("When did you last come to the United States? A month or a year is fine."),
        _("Some time limits count from that day."),
        minutes=1,
        icon="calendar",
        tonight=False,
    ),
    Part(
        SectionKey.FAMILY,
        _("Who are they, and where do they live? Ages are enough."),
        _("Family can matter in what you ask a lawyer."),
        minutes=3,
        icon="people",
        tonight=False,
    ),
    Part(
        SectionKey.HISTORY,
        _("Which hearings, decisions or visits were there? Dates only."),
        _("The order of the dates shows what may come next."),
        minutes=6,
        icon="story",
        tonight=False,
        hard=True,
    ),
    Part(
        SectionKey.PAPERS,
        _("Which ones do you have? Who holds the original?"),
        _("So we can help you ask for the others."),
        minutes=5,
        icon="papers",
        tonight=False,
    ),
)
PARTS = {part.key: part for part in _ALL}


def tonight():
    return [part for part in PARTS.values() if part.tonight]


def another_night():
    return [part for part in PARTS.values() if not part.tonight]


def minutes_of(parts):
    return sum(part.minutes for part in parts)


def next_part(asked, after=None):
    """The first part nobody has asked yet: after this one on the same night, else before it, else of the other night.
    None when all were asked. `asked` holds keys of the sections that have an answer."""
    order = list(PARTS.values())
    if after is not None:
        same = after.siblings
        place = same.index(after) + 1
        order = same[place:] + same[:place]
    return next((part for part in order if part.key not in asked), None)
