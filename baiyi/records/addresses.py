"""Addresses of records' pages: each is looked up once a process, by its name and its key."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=20_000)
def address_of(url_name: str, *args) -> str:
    return reverse(url_name, args=args)
