"""How answers are shown: words for values, links, charts, cells of tables, and what templates call."""
