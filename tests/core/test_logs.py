"""The log holds events and ids, and of an exception no words: they may hold a name."""

import json
import logging

from awards.core.logs import JsonLines


def test_a_line_holds_event_and_ids_but_no_words_of_the_error() -> None:
    try:
        raise ValueError("Alva Norrsken")
    except ValueError as error:
        record = logging.makeLogRecord(
            {
                "msg": "job.started",
                "levelname": "ERROR",
                "job": "mail.send",
                "exc_info": (ValueError, error, error.__traceback__),
            }
        )
    text = JsonLines().format(record)
    line = json.loads(text)
    assert (line["event"], line["job"], line["error"]) == ("job.started", "mail.send", "ValueError")
    assert "Norrsken" not in text
