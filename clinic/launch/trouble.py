class Trouble(Exception):
    """Something the person at the keyboard can mend. Its text is one sentence and says what to do."""
