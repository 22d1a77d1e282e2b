"""The parts that the console's pages ask of other rooms (bot.console.app.asks): made of the running bot."""
