from django.core import checks

from .rebuilding import walls


def copies_can_be_kept(app_configs, **kwargs):
    """The list of papers works on every machine; a file is opened only behind walls."""
    if walls.can_be_built():
        return []
    said = "No copies of papers can be kept on this machine: its kernel cannot close in the process that opens files."
    hint = "Linux on x86-64 or ARM64 with seccomp can. Everything else works; whoever adds a file is told."
    return [checks.Warning(said, hint=hint, id="cases.W001")]
