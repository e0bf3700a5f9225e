"""``python -m autoedit`` is the program too."""

from autoedit.cli.app import main

if __name__ == "__main__":
    main()
