"""Run as `python -m cchc_gen`."""

from cchc_gen.cli import main

main(prog_name="cchc-gen")
