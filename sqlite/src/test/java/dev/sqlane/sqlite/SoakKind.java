package dev.sqlane.sqlite;

/** What a unit of {@link GroupSoakTest} does, with its weight in the mixture. */
enum SoakKind {
    PLAIN(24),
    THROW_BEFORE(4),
    THROW_AFTER(6),
    ERROR_AFTER(1),
    OWN_DUPLICATE(4),
    OWN_DUPLICATE_CAUGHT(5),
    CLAIM(8),
    CLAIM_CAUGHT(5),
    CLAIM_OR_ROLLBACK(3),
    CLAIM_REPLACE(4),
    RELEASE(6),
    /** Does in its first run what it does not do in a later one, so that whoever saw it saw what never was. */
    CLAIM_FIRST_TIME_ONLY(6),
    THROW_FIRST_TIME_ONLY(3),
    THROW_LATER(3),
    OR_ROLLBACK(2),
    OR_ROLLBACK_GONE_ON(2),
    OR_ROLLBACK_RETURNED(2),
    TRIGGER_ROLLBACK(2),
    SAVEPOINT_UNDONE(6),
    SAVEPOINT_COLLAPSED(1),
    CANCELLED_WRITE(1),
    CANCELLED_ONCE(2),
    CANCELLED_READ_CAUGHT(2),
    CREATE(3),
    CREATE_THEN_THROW(2),
    DROP(3),
    DEFERRED_VIOLATION(1),
    DEFERRED_TABLE(1),
    CURSORS(5),
    COMMIT_INSIDE(2),
    TEMPORARY(1),
    /** Only where the test asks for it, since each is logged. */
    AFTER_COMMIT_THROWS(0),
    /** Only where the test asks for it, since it takes a second. */
    QUERY_TIMEOUT(0);

    private final int weight;

    SoakKind(int weight) {
        this.weight = weight;
    }

    int weight() {
        return weight;
    }

    /** Tells whether it may bring a whole group down, or keep units from sharing a transaction. */
    boolean collapses() {
        return switch (this) {
            case CLAIM_OR_ROLLBACK,
                    OR_ROLLBACK,
                    OR_ROLLBACK_GONE_ON,
                    OR_ROLLBACK_RETURNED,
                    TRIGGER_ROLLBACK,
                    SAVEPOINT_COLLAPSED,
                    CANCELLED_WRITE,
                    CANCELLED_ONCE,
                    DEFERRED_VIOLATION,
                    DEFERRED_TABLE -> true;
            default -> false;
        };
    }
}
