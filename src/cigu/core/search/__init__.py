"""Search over what one may see. Rooms register their nouns; rows go through ``for_(user)``."""
