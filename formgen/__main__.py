"""`python -m formgen` does the same as the command `formgen`."""

from formgen.cli import main

if __name__ == "__main__":
    main()
