"""The tests. While they and the app are read in, memory is not tidied up: see `tests.running`."""

import gc
import sys

if "pytest" in sys.modules:  # tools read in some of them as well
    gc.disable()
