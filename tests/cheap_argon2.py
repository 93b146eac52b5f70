"""Argon2id as the clinic uses it, at a fraction of its cost: hundreds of tests sign somebody in."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CheapArgon2(Argon2PasswordHasher):
    time_cost, memory_cost, parallelism = 1, 64, 1
