"""Run as `python -m cchc_gen`."""

from cchc_gen.cli import main

if __name__ == "__main__":
    main(prog_name="cchc-gen")
