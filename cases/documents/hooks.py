"""What the papers tell the timeline (settings.HOOKS)."""

from .kinds import paper_kinds


def paper_name(paper):
    kind = paper_kinds().get(paper)
    return kind.words().name if kind else ""


def papers_of_event(event):
    """What the papers that show this date are called, in order of their own dates."""
    return [paper.words for paper in event.papers.in_order()]
