"""Several people, or several presses of one button, in one moment: each in a thread with its own connection."""

import threading

from django.db import connection


def at_once(*deeds) -> list:
    """Run the deeds in threads that start together; for each what it gave, or the exception that it raised."""
    results, start = [None] * len(deeds), threading.Barrier(len(deeds))

    def one(index):
        try:
            start.wait()
            results[index] = deeds[index]()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(index,)) for index in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def names_of(results) -> list[str]:
    """The types of what came back, in order."""
    return sorted(type(result).__name__ for result in results)
