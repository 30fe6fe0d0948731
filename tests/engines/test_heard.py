"""The thread that uses a library receives what the library logs. No other thread receives it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest

from formgen.engines.heard import heard

LIBRARY = "a_library"


@pytest.fixture(params=[LIBRARY, f"{LIBRARY}.module"], ids=["its logger", "a logger below it"])
def logger(request: pytest.FixtureRequest) -> logging.Logger:
    return logging.getLogger(request.param)


@pytest.fixture
def elsewhere() -> Iterator[list[str]]:
    """What the handlers of the library's logger and of the root receive."""
    messages = list[str]()
    handler = logging.Handler()
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    above = [logging.getLogger(LIBRARY), logging.getLogger()]
    for each in above:
        each.addHandler(handler)
    yield messages
    for each in above:
        each.removeHandler(handler)


def test_each_thread_hears_its_own_and_others_hear_what_they_always_heard(
    logger: logging.Logger, elsewhere: list[str]
) -> None:
    with heard(LIBRARY) as here:
        logger.warning("to %s", "us")
        logger.info("not worth a word")
        thread = threading.Thread(target=lambda: logger.warning("to others"))
        thread.start()
        thread.join()
    logger.warning("behind it")
    assert here == ["to us"] and elsewhere == ["to others", "to others", "behind it", "behind it"]


def test_threads_that_end_in_another_order_than_they_began_disturb_nothing(
    logger: logging.Logger, elsewhere: list[str]
) -> None:
    other_listens, we_have_ended = threading.Event(), threading.Event()
    there = list[str]()

    def listen() -> None:
        with heard(LIBRARY) as messages:
            other_listens.set()
            we_have_ended.wait()
            logger.warning("to the other")
            there.extend(messages)

    thread = threading.Thread(target=listen)
    with heard(LIBRARY) as here:
        thread.start()
        other_listens.wait()
        logger.warning("to us")
    we_have_ended.set()
    thread.join()
    logger.warning("to all")
    assert (here, there, elsewhere) == (["to us"], ["to the other"], ["to all", "to all"])


def test_a_logger_that_is_silenced_is_heard_all_the_same() -> None:
    logger = logging.getLogger(LIBRARY)
    level, disabled = logger.level, logger.disabled
    try:
        logger.setLevel(logging.CRITICAL)
        logger.disabled = True
        with heard(LIBRARY) as outer:
            logger.error("first")
            with heard(LIBRARY) as inner:
                logger.error("second")
            logger.error("third")
    finally:
        logger.setLevel(level)
        logger.disabled = disabled
    assert (outer, inner) == (["first", "third"], ["second"])
