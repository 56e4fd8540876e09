"""From measurements to tables: pairs, shifts, answers and what follows from them. Table in, new table out."""
