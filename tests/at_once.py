"""Two taps at the same moment, on two connections of their own."""

from threading import Barrier, Thread

from django.db import connection


def at_once(*works):
    """Runs each in a thread with its own connection, all let go together; returns results and errors in order."""
    gate, answers = Barrier(len(works)), [None] * len(works)

    def run(place, work):
        gate.wait(timeout=10)
        try:
            answers[place] = work()
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return answers
