from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from clinic.people.languages import languages
from clinic.security.forms import ClinicForm

from .models import AFTERNOON, MORNING

HALVES = {"morning": (_("Morning"), MORNING), "afternoon": (_("Afternoon"), AFTERNOON)}


class CanGoForm(ClinicForm):
    """What somebody speaks, and the half days of a week on which they can usually go."""

    languages = forms.MultipleChoiceField(
        label=_("Languages I speak"), widget=forms.CheckboxSelectMultiple, required=False
    )
    another = forms.ChoiceField(label=_("Another language"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        spoken = set(self.initial.get("languages", ()))
        near = [one for one in languages().values() if one.often or one.code in spoken]
        rest = [one for one in languages().values() if one not in near]
        self.fields["languages"].choices = [(one.code, one.label()) for one in near]
        self.fields["another"].choices = [("", _("None")), *((one.code, one.label()) for one in rest)]
        for weekday, name in WEEKDAYS.items():
            field = forms.MultipleChoiceField(
                label=name,
                choices=[(half, words) for half, (words, _hours) in HALVES.items()],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
            field.why = ""
            self.fields[f"day_{weekday}"] = field

    @classmethod
    def initial_for(cls, accompanier):
        found = {"languages": accompanier.languages}
        for one in accompanier.times.all():
            halves = found.setdefault(f"day_{one.weekday}", [])
            halves += [half for half, (_words, hours) in HALVES.items() if one.covers(hours)]
        return found

    @property
    def spoken(self):
        """The codes ticked, then the one chosen from the long list."""
        another = self.cleaned_data["another"]
        return [*self.cleaned_data["languages"], *([another] if another else [])]

    @property
    def times(self):
        return [
            (weekday, *HALVES[half][1])
            for weekday in WEEKDAYS
            for half in self.cleaned_data[f"day_{weekday}"]
        ]
