"""What a card, a tag or the Hub says of parents, read by rules; nothing is looked up here."""
