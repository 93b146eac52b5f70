"""What people write back to us: stop, wrong number, yes. Anything else becomes a task, because somebody meant something."""

import re
import unicodedata

STOP, WRONG, YES, WORDS = "stop", "wrong_number", "yes", "words"
SAID = {
    STOP: "stop stopall alto arret arreter pare parar basta cancelar cancel unsubscribe end quit baja",
    WRONG: "wrong equivocado equivocada",
    YES: "yes si y s ok oui",
}
PHRASES = {
    "no mas": STOP,
    "wrong number": WRONG,
    "wrong person": WRONG,
    "numero equivocado": WRONG,
    "numero incorrecto": WRONG,
    "persona equivocada": WRONG,
}
ALSO_AT_THE_BEGINNING = {"stop", "stopall", "alto", "arret", "basta", "unsubscribe"}
ONE_WORD = {word: said for said, words in SAID.items() for word in words.split()}


def understood(text):
    """STOP, WRONG, YES or WORDS: what a text message says, however it is spelled, accented or signed off. "Cancel my
    appointment" and "wrong date" are words: somebody has to read them, and the phone is as good as it was."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    words = re.findall(r"[a-z]+", bare)
    phrase = " ".join(words)
    if phrase in PHRASES:
        return PHRASES[phrase]
    if words and len(words) <= 3 and words[0] in ALSO_AT_THE_BEGINNING:
        return STOP
    return ONE_WORD.get(phrase, WORDS)
