"""A survey of a function of x on the whole line: cells, signs of derivatives, limits; all of it rigorous."""
