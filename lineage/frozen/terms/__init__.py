"""What licences come to along a lineage: effective terms, verdicts and rules of all models, or of some."""
