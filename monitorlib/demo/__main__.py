"""`python -m monitorlib.demo [--seed N] [--folder DIR]`: write the demo data again."""

import argparse
import sys

from monitorlib.demo import SEED, write_demo


def main() -> None:
    """Write the files and name them."""
    parser = argparse.ArgumentParser(prog="python -m monitorlib.demo", description=__doc__)
    parser.add_argument(
        "--seed", type=int, default=SEED, help="default: %(default)s, that of the committed files"
    )
    parser.add_argument("--folder", default="data/demo", help="default: %(default)s")
    choices = parser.parse_args()
    for path in write_demo(choices.folder, choices.seed):
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
