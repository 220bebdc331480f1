"""Teams: the best set of parties for something that needs several roles at once, under rules that hold between them."""
