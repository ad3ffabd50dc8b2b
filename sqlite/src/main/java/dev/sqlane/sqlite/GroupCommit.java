package dev.sqlane.sqlite;

/**
 * Which writes may share a transaction with those that are waiting when they end. Sharing one COMMIT is what makes many
 * small writes fast; each is still all or nothing by itself, and its caller hears of it only after that COMMIT.
 *
 * @since 0.1.0
 */
public enum GroupCommit {
    /** None: every unit has a transaction to itself. */
    OFF,
    /** {@code write}, {@code run}, {@code transaction} and {@code writeAsync}, whose units the engine can run again. */
    UNITS
}
