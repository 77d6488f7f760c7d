"""The routes of money: movement kind → (from bucket, to bucket). The database's CHECK is generated from this table."""

from bando.enums import ActKind, Bucket, MovementKind

ROUTES: dict[MovementKind, tuple[Bucket, Bucket]] = {
    MovementKind.ENDOW: (Bucket.OUTSIDE, Bucket.AVAILABLE),
    MovementKind.REFINANCE: (Bucket.OUTSIDE, Bucket.AVAILABLE),
    MovementKind.RESERVE: (Bucket.AVAILABLE, Bucket.RESERVED),
    MovementKind.RELEASE: (Bucket.RESERVED, Bucket.AVAILABLE),
    MovementKind.CONFIRM: (Bucket.RESERVED, Bucket.COMMITTED),
    MovementKind.COMMIT: (Bucket.AVAILABLE, Bucket.COMMITTED),
    MovementKind.RENOUNCE: (Bucket.COMMITTED, Bucket.AVAILABLE),
    MovementKind.FORFEIT: (Bucket.COMMITTED, Bucket.AVAILABLE),
    MovementKind.REVOKE: (Bucket.COMMITTED, Bucket.AVAILABLE),
    MovementKind.ECONOMY: (Bucket.COMMITTED, Bucket.AVAILABLE),
    MovementKind.PAY: (Bucket.COMMITTED, Bucket.PAID),
    MovementKind.RECOVER: (Bucket.PAID, Bucket.AVAILABLE),
    MovementKind.UNRECOVER: (Bucket.AVAILABLE, Bucket.PAID),
    MovementKind.GIVE_BACK: (Bucket.AVAILABLE, Bucket.RETURNED),
    MovementKind.HAND_OVER: (Bucket.AVAILABLE, Bucket.ELSEWHERE),
    MovementKind.TAKE_OVER: (Bucket.ELSEWHERE, Bucket.AVAILABLE),
}

# What enters a call, leaves it or changes pot does so under an act of this kind, of the same call.
BY_ACT: dict[MovementKind, ActKind] = {
    MovementKind.ENDOW: ActKind.PUBLICATION,
    MovementKind.REFINANCE: ActKind.REFINANCING,
    MovementKind.GIVE_BACK: ActKind.RETURN,
    MovementKind.HAND_OVER: ActKind.TRANSFER,
    MovementKind.TAKE_OVER: ActKind.TRANSFER,
}

# The buckets that a budget line keeps a column for, in the order in which people read them.
KEPT = (Bucket.AVAILABLE, Bucket.RESERVED, Bucket.COMMITTED, Bucket.PAID, Bucket.RETURNED)
