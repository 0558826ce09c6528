"""Networks of rational numbers: what they are between their kinks, exactly, and networks that are trained.

>>> from derive.networks.constructions import tent
>>> from derive.networks.pieces import pieces
>>> [str(x) for x in pieces(tent()).breaks]
['0', '1/2']
"""
