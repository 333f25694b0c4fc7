"""Two records of one person or one workplace: who may be doubles, what moves, what stands in the way, how it is parted again."""
