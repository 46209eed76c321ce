"""For tests of one's own: the lab's session in pytest, stand-ins for services, planted trees."""
