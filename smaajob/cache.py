"""What is counted for a while (attempts to sign in): in Valkey, so that all processes count together.

Where Valkey is away each process counts by itself until it is back: nobody is locked out, and nobody may guess without end.
"""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError


class CountTogether(RedisCache):
    """Django's cache in Redis, with the process's own memory behind it."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._here = LocMemCache("smaajob", dict(params, OPTIONS={}))

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> Any:
        return self._do("add", key, value, *args, **kwargs)

    def get(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        return self._do("get", key, *args, **kwargs)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> Any:
        return self._do("set", key, value, *args, **kwargs)

    def delete(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        return self._do("delete", key, *args, **kwargs)

    def clear(self) -> Any:
        """Only what is ours: the broker's messages may lie in the same database."""
        self._here.clear()
        client = self._cache.get_client(None, write=True)
        for key in client.scan_iter(match=f"{self.key_prefix}:*", count=1000):
            client.delete(key)
        return True

    def _do(self, name: str, key: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(), name)(key, *args, **kwargs)
        except (RedisError, OSError):
            return getattr(self._here, name)(key, *args, **kwargs)
