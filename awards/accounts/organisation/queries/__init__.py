"""Reading the organisation: the tree, one unit, one person, imports."""
