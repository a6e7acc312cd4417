"""Answers how many pieces of a picture frame are in stock. It knows nothing of telemetry but the logging of Python."""

import logging
import os

from flask import Flask

app = Flask(__name__)
log = logging.getLogger("stock")
log.setLevel(logging.INFO)


@app.get("/stock/<item>")
def stock(item):
    log.info("stock of %s asked", item)
    if item == "broken":
        raise RuntimeError("the shelf is broken")
    return {"item": item, "pieces": 3}


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ["PORT"]))
