"""``python -m cigu.faces.cli``: the console script without installing it."""

from . import main

main()
