"""The thread for which WeasyPrint works receives WeasyPrint's complaints. No other thread receives them."""

from __future__ import annotations

import logging
import threading

from formgen.engines.weasyprint.complaints import LOGGER, complaints


def test_each_thread_hears_its_own_and_others_hear_what_they_always_heard() -> None:
    logger, elsewhere = logging.getLogger(LOGGER), list[str]()
    handler = logging.Handler()
    handler.emit = lambda record: elsewhere.append(record.getMessage())  # type: ignore[method-assign]
    logger.addHandler(handler)
    try:
        with complaints() as here:
            logger.warning("to %s", "us")
            logger.info("not worth a word")
            thread = threading.Thread(target=lambda: logger.warning("to others"))
            thread.start()
            thread.join()
        logger.warning("behind it")
    finally:
        logger.removeHandler(handler)
    assert here == ["to us"] and elsewhere == ["to others", "behind it"]


def test_a_logger_that_is_silenced_is_heard_all_the_same() -> None:
    logger = logging.getLogger(LOGGER)
    level, disabled = logger.level, logger.disabled
    try:
        logger.setLevel(logging.CRITICAL)
        logger.disabled = True
        with complaints() as outer:
            logger.error("first")
            with complaints() as inner:
                logger.error("second")
            logger.error("third")
    finally:
        logger.setLevel(level)
        logger.disabled = disabled
    assert (outer, inner) == (["first", "third"], ["second"])
