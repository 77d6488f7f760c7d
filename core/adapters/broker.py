"""Whether the broker answers."""

import redis


def answers(address: str) -> bool:
    """True when the server at `address` replies to a ping within two seconds."""
    client = redis.Redis.from_url(address, socket_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
