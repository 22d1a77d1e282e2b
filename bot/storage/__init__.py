"""What is kept: people's settings under seal, the update ledger and the tables of the usage log."""
