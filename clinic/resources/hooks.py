from . import catalogue


def public_rights():
    """The lines of the home page: what a lawyer has checked, in the page's language."""
    return [right.words().text for right in catalogue.public_rights()]
