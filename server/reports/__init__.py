"""A room to what organisers take away: rows first, then formats."""
