"""How sure a shift is, from counts alone: of one leefgebied, and of all of them together. Light."""
