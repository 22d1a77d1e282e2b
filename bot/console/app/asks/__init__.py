"""What the console's pages ask of other rooms, a file for each part; the parts are put together in bot.console_parts."""
