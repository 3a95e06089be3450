"""Search: finding models by what people type, over one text of all ids."""
