"""`python -m formgen`: the same as the command."""

from formgen.cli import main

if __name__ == "__main__":
    main()
