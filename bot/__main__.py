"""python -m bot: the same as the command `rumbo`."""

from bot.entry import main

if __name__ == "__main__":
    main()
