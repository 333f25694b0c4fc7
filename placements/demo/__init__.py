"""A believable municipality to try the program on: invented people, invented companies, real postcodes."""
