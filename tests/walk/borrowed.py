"""A laptop that belongs to somebody else: Chromium with a folder of its own, where it keeps whatever it likes to keep."""

import json
import shutil
from collections import defaultdict
from contextlib import contextmanager

from tests.scan.corpus import Corpus
from tests.scan.needles import spellings

from .conftest import CHROMIUM, FLAGS
from .left_behind import files, opened_up

KEEPS = {  # what most people's browsers are set to
    "session": {"restore_on_startup": 1},
    "autofill": {"profile_enabled": True},
    "credentials_enable_service": True,
}


class Laptop:
    def __init__(self, play, folder):
        self.play, self.folder = play, folder
        self.profile, self.downloads = folder / "profile", folder / "Downloads"

    @contextmanager
    def opened(self, **options):
        """The browser, until somebody closes it; it has the time to write down what it wants."""
        preferences = self.profile / "Default" / "Preferences"
        preferences.parent.mkdir(parents=True, exist_ok=True)
        preferences.write_text(json.dumps(KEEPS))
        arriving = self.folder / "arriving"
        arriving.mkdir()
        context = self.play.chromium.launch_persistent_context(
            self.profile,
            executable_path=CHROMIUM,
            args=FLAGS,
            accept_downloads=True,
            downloads_path=arriving,
            ignore_default_args=["--disable-back-forward-cache"],
            **options,
        )
        try:
            yield context
        finally:
            shutil.copytree(arriving, self.downloads)  # Playwright takes them away when it closes
            context.close()

    def search(self, strings):
        """{String: {(place, encoding), …}} of those that are anywhere in the two folders, as they are or packed."""
        corpus = Corpus(self.folder / "corpus")
        corpus.folder.mkdir()
        for folder in (self.profile, self.downloads):
            for number, file in enumerate(files(folder)):
                place = "/".join(file.relative_to(self.folder).parts[:3])
                corpus.add(place, file)
                for part, content in enumerate(opened_up(file)):
                    corpus.write(place, f"{number}-{part}", content)
        ways = {string: spellings(string) for string in strings}
        places = corpus.search([needle for spelled in ways.values() for needle in spelled])
        found = defaultdict(set)
        for string, spelled in ways.items():
            for needle, way in spelled.items():
                found[string] |= {(place, way) for place in places.get(needle, ())}
        return {string: where for string, where in found.items() if where}
