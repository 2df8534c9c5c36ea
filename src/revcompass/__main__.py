"""`python -m revcompass`."""

from revcompass.cli.main import main

if __name__ == "__main__":
    main()
