"""How documents say things: dates, numbers, lists and names of codes, in the document's own language."""
