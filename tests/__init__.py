"""The tests. While they and the app are read in, memory is not tidied up: see `tests.running`."""

import gc

gc.disable()
