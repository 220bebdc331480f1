"""The words of the field as validated types, the constraint algebra, and the ports that the other rooms are written against."""
